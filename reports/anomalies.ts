import type { Anomaly } from '../harness/model/index.ts';

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
	[
		'G-single-realtime',
		'A transaction saw one effect of another but missed an earlier one, or one that was over before it began.',
	],
	['G2-item-realtime', 'Transactions missed writes of each other in a circle, which real time closes.'],
	['G0-realtime', 'Transactions overwrote each other in an order that contradicts the order in which they happened.'],
	['G1c-realtime', 'A transaction saw a write of one that began only after it was over.'],
	['internal', 'A transaction did not see what it had itself read or written before.'],
	['incompatible-order', 'Two reads of the same list saw its elements in orders that exclude each other.'],
	['duplicate-elements', 'An element was appended once and is there twice.'],
	['no-progress', 'Nothing was broken any more, clients were at work, and for too long none of them had an answer.'],
	['too-many-messages', 'The cluster answers, and sends far more messages for it than its work can explain.'],
	['too-many-syncs', 'The cluster answers, and syncs its disks far more often than its work can explain.'],
	[
		'too-many-slow-operations',
		'Nothing was broken any more, and too many operations were far slower than a healthy cluster is.',
	],
	['disagreement', 'Two nodes decided differently, where a decision is to be one for all.'],
	['unproposed-value', 'A value was decided that nobody had proposed.'],
	['no-termination', 'Nothing was broken any more, and still no decision was reached.'],
	['AC1-disagreement', 'One participant committed and another aborted: a transaction is done everywhere or nowhere.'],
	['AC2-reversed', 'A participant went back on its decision.'],
	['AC3-commit-without-yes', 'A transaction was committed though not every participant had agreed to it.'],
	['AC4-abort-without-cause', 'A transaction was aborted though every participant had agreed and nothing was broken.'],
	['AC5-undecided', 'Nothing was broken any more, and a transaction was still undecided: what it locked stays locked.'],
	['no-balance', 'A read did not say what is in an account.'],
	['unexpected-key', 'Something is there under a name that nobody had used.'],
	['missing-key', 'Something that is always there was missing from a read.'],
	['negative-balance', 'More was taken out of an account than was in it.'],
	[
		'wrong-total',
		'Transfers move money and make none; a read that is one moment of all accounts has always the same sum.',
	],
	['not-conserved', 'Money was made or lost on its way from one service to another.'],
	['not-settled', 'Everything was healed and settled, and something was still on its way.'],
	['lost-effect', 'What was promised never happened.'],
	['unexpected-effect', 'Something happened that nobody had asked for.'],
	['doubled-effect', 'What was asked for once happened twice.'],
	['contradictory-effects', 'What was asked for once was done and refused as well.'],
	['half-done', 'Only a part of what belongs together happened.'],
	['partial-output-visible', 'Somebody could read an output that was not complete yet.'],
	['changed-output', 'An output that was committed has changed.'],
	['two-committed-attempts', 'Two attempts of the same task both counted.'],
	['job-not-finished', 'Nothing was broken any more, and the job did not come to its end.'],
	['lost-key', 'The output has not all that a sequential run of the same job has.'],
	['split-key', 'What belongs to one key was reduced in several places, each with a part of it.'],
	['doubled-key', 'The output has something twice that a sequential run of the same job has once.'],
	['wrong-value', 'The output has another value than a sequential run of the same job.'],
	['uncompensated', 'Something was refused or failed halfway, and what had been done of it was never undone.'],
	['phantom', 'A transaction read an element that nobody had ever appended.'],
	['unsorted', 'The output is not in order within a partition.'],
]);
