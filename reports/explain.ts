import type { Anomaly, RunRecord, Validity, Verdict } from '../harness/model/index.ts';
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

/** What kind of promise an anomaly breaks, in one sentence. Nothing for a type that is not known here. */
export function explainAnomaly({ type }: Anomaly): string | undefined {
	return anomalies.get(type);
}

const anomalies: ReadonlyMap<string, string> = new Map([
	[
		'nonlinearizable',
		'A linearizable system behaves as if each operation took effect at one single moment between its call and its answer; ' +
			'no choice of such moments explains the answers shown here.',
	],
	['lost-update', 'An update that was acknowledged is gone: someone else overwrote it without having seen it.'],
	['stale-read', 'A read returned a value that had been replaced before the read began.'],
	['lost-write', 'A write was acknowledged and is gone.'],
	['lost-element', 'An element was there, or was acknowledged, and is gone: nobody who looks afterwards can find it.'],
	['stale-element', 'An element was known to be there, and somebody who looked afterwards did not see it yet.'],
	['duplicated-element', 'An element is there, or came out, more often than it was put in.'],
	['unexpected-element', 'An element is there, or came out, that nobody had put in.'],
	['thin-air-read', 'A read returned a value that nobody had written.'],
	[
		'sequential-violation',
		'A sequentially consistent system behaves as if all operations happened one after the other, those of each process in ' +
			'its order; no such order explains the answers shown here.',
	],
	[
		'causal-convergence-violation',
		'No single order of all writes agrees with who could have seen what: processes saw writes in orders that contradict ' +
			'each other.',
	],
	['causal-violation', 'A read returned a value that had been overwritten by something it depends on.'],
	['read-your-writes-violation', 'A process did not see what it had written itself.'],
	['monotonic-reads-violation', 'A process went back in time: it had seen a newer value before.'],
	['monotonic-writes-violation', 'A process saw a later write of another, and missed an earlier one.'],
	[
		'writes-follow-reads-violation',
		'A process saw an answer without the question: it saw a write, and missed what its writer had seen.',
	],
	['regular-violation', 'A read returned a value that had been replaced before the read began.'],
	['G0', 'Two transactions overwrote each other in opposite orders (a write cycle).'],
	['G1a', 'A transaction read what an aborted transaction had written.'],
	['G1b', 'A transaction read a value from the middle of another transaction.'],
	['G1c', 'Transactions depend on each other in a circle: each saw a write of the next.'],
	['G-single', 'A transaction saw one effect of another but missed an earlier one (read skew).'],
	['G2-item', 'Two transactions each missed the write of the other (write skew).'],
]);
