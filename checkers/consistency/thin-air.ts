import type { Prepared } from './register-history.ts';
import { nameOf, type Violation } from './violation.ts';

/** Why a read of what nobody wrote breaks every level. */
export function thinAirRead({ read, failedWrite }: Extract<Prepared, { kind: 'thin-air' }>): Violation {
	const why = failedWrite === undefined ? 'nobody wrote' : `only ${nameOf(failedWrite)} wrote, which failed`;
	const operations = failedWrite === undefined ? [read.invoked] : [failedWrite.invoked, read.invoked];
	return { message: `${nameOf(read)} returned what ${why}.`, operations: operations.sort((a, b) => a - b) };
}
