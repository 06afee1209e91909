import type { Budget } from '../budget.ts';
import type { Causality } from '../causality.ts';
import type { Forced } from '../forced.ts';
import { forcedByMonotonicReads } from './monotonic-reads.ts';
import { forcedByMonotonicWrites } from './monotonic-writes.ts';
import { forcedByReadYourWrites } from './read-your-writes.ts';
import { forcedByWritesFollowReads } from './writes-follow-reads.ts';

export type SessionGuarantee = (typeof sessionGuaranteeNames)[number];

export const sessionGuaranteeNames = [
	'read-your-writes',
	'monotonic-reads',
	'monotonic-writes',
	'writes-follow-reads',
] as const;

/** What each of the session guarantees forces at the reads that it may be broken by. */
export const sessionGuarantees: {
	readonly [guarantee in SessionGuarantee]: (
		causality: Causality,
		suspects: readonly number[],
		budget: Budget,
	) => Forced[];
} = {
	'read-your-writes': forcedByReadYourWrites,
	'monotonic-reads': forcedByMonotonicReads,
	'monotonic-writes': forcedByMonotonicWrites,
	'writes-follow-reads': forcedByWritesFollowReads,
};
