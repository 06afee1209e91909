import type { RunRecord, Validity, Verdict } from '../harness/model/index.ts';
import { formatCount } from './format.ts';

export const verdictWord: (valid: Validity) => 'valid' | 'invalid' | 'unknown' = (valid) =>
	valid === 'unknown' ? 'unknown' : valid ? 'valid' : 'invalid';

/** The verdict in a sentence that needs no knowledge of the field. */
export function explainVerdict({ verdict, faults }: RunRecord): string {
	const { ok, fail, info } = verdict.operations;
	const operations = `${formatCount(ok + fail + info)} operation${ok + fail + info === 1 ? '' : 's'}`;
	const injected = faults.filter(({ type }) => type === 'inject').length;
	const during =
		injected === 0
			? 'with nothing broken'
			: `while ${formatCount(injected)} fault${injected === 1 ? '' : 's'} came and went`;
	if (Object.keys(verdict.checkers).length === 0)
		return `Clients ran ${operations} ${during}, but nothing was checked.`;
	switch (verdict.valid) {
		case true:
			return `Clients ran ${operations} ${during}, and everything that they saw is what a correct system may show.`;
		case false:
			return onlyInside(verdict)
				? `Clients ran ${operations} ${during}, and saw nothing wrong; but inside the cluster something happened that never may.`
				: `Clients ran ${operations} ${during}, and saw something that a correct system can never show.`;
		case 'unknown':
			return `Clients ran ${operations} ${during}, but a checker could not decide: this says neither that the system is right nor that it is wrong.`;
	}
}

/** Whether white-box invariants are all that broke. */
function onlyInside({ checkers }: Verdict): boolean {
	const accusers = Object.entries(checkers).filter(([, { valid }]) => valid === false);
	return accusers.every(([name]) => name === 'invariants');
}
