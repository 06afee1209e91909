import type { Mutant } from '../../../harness/model/index.ts';
import { acceptedForgotten } from './accepted-forgotten.ts';
import { acceptsCountedTwice } from './accepts-counted-twice.ts';
import { ballotsCountedTogether } from './ballots-counted-together.ts';
import { ballotsNotUnique } from './ballots-not-unique.ts';
import { firstValueProposed } from './first-value-proposed.ts';
import { ownValueProposed } from './own-value-proposed.ts';
import { promiseForgotten } from './promise-forgotten.ts';
import { quorumTooSmall } from './quorum-too-small.ts';

export const mutants: readonly Mutant[] = [
	promiseForgotten,
	acceptedForgotten,
	ownValueProposed,
	firstValueProposed,
	ballotsNotUnique,
	ballotsCountedTogether,
	acceptsCountedTwice,
	quorumTooSmall,
];
