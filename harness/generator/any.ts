import type { Generator } from '../model/index.ts';
import { nothing, updateAll } from './next.ts';
import { clients, nemesis } from './processes.ts';
import { joinSoonest, soonest } from './soonest.ts';

/**
 * Whichever of several generators has the soonest operation; exhausted when all are.
 *
 * ```ts
 * any(staggerMs(10, reads), staggerMs(100, writes))
 * ```
 */
export function any(...generators: readonly Generator[]): Generator {
	return anyOf(generators);
}

/**
 * A nemesis beside the clients. It lasts as long as the longer of the two: put a `timeLimitMs` around an endless nemesis.
 *
 * ```ts
 * timeLimitMs(60_000, beside(staggerMs(10, operations), nemesisSchedule(partitions)))
 * ```
 */
export function beside(clientGenerator: Generator, nemesisGenerator: Generator): Generator {
	return any(clients(clientGenerator), nemesis(nemesisGenerator));
}

function anyOf(generators: readonly Generator[]): Generator {
	const self: Generator = {
		next(context) {
			const candidates = generators.map((generator) => ({ generator, context, weight: 1 }));
			return joinSoonest(soonest(candidates, context.random), (rests) =>
				anyOf(rests.filter((rest) => rest !== nothing)),
			);
		},
		update(context, event) {
			const rests = updateAll(generators, context, event);
			return rests === generators ? self : anyOf(rests);
		},
	};
	return self;
}
