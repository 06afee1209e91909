import type { Generator, GeneratorContext, Next, Random, Scheduled } from '../model/index.ts';
import { exhausted, nothing, pending } from './next.ts';

/** One of several generators that compete for the next operation. */
export interface Candidate {
	readonly generator: Generator;
	/** What it sees: often a part of the processes. */
	readonly context: GeneratorContext;
	/** Its share when several would act at the same moment. */
	readonly weight: number;
}

/** The answer of several generators together, and each one's continuation (`nothing` when it is exhausted). */
export interface Soonest {
	readonly answer:
		| { readonly type: 'operation'; readonly operation: Scheduled }
		| { readonly type: 'pending'; readonly until?: number }
		| { readonly type: 'exhausted' };
	readonly rests: readonly Generator[];
}

/**
 * Asks every candidate and chooses the one whose operation comes first; among equals by lot, by weight. A generator that
 * was pending keeps its continuation even when another one is chosen: it may have begun to wait.
 *
 * Only the chosen generator advances. The others are asked again for the next operation.
 */
export function soonest(candidates: readonly Candidate[], random: Random): Soonest {
	const rests: Generator[] = candidates.map(({ generator }) => generator);
	let best: Extract<Next, { type: 'operation' }> | undefined;
	let bestIndex = -1;
	let tiedWeight = 0;
	let wakeAt = Number.POSITIVE_INFINITY;
	let waiting = false;

	for (let index = 0; index < candidates.length; index++) {
		const { generator, context, weight } = candidates[index] as Candidate;
		const next = generator.next(context);
		if (next.type === 'exhausted') {
			rests[index] = nothing;
		} else if (next.type === 'pending') {
			rests[index] = next.rest;
			waiting = true;
			wakeAt = Math.min(wakeAt, next.until ?? Number.POSITIVE_INFINITY);
		} else if (best === undefined || next.operation.time < best.operation.time) {
			best = next;
			bestIndex = index;
			tiedWeight = weight;
		} else if (next.operation.time === best.operation.time) {
			tiedWeight += weight;
			if (random.next() * tiedWeight < weight) {
				best = next;
				bestIndex = index;
			}
		}
	}

	if (best !== undefined && best.operation.time <= wakeAt) {
		rests[bestIndex] = best.rest;
		return { answer: { type: 'operation', operation: best.operation }, rests };
	}
	if (wakeAt !== Number.POSITIVE_INFINITY) return { answer: { type: 'pending', until: wakeAt }, rests };
	return { answer: { type: waiting ? 'pending' : 'exhausted' }, rests };
}

/** The same as a `Next`, with the continuations joined to one generator. */
export function joinSoonest({ answer, rests }: Soonest, join: (rests: readonly Generator[]) => Generator): Next {
	if (answer.type === 'exhausted') return exhausted;
	if (answer.type === 'pending') return pending(join(rests), answer.until);
	return { type: 'operation', operation: answer.operation, rest: join(rests) };
}
