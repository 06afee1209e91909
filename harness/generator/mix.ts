import type { Generator } from '../model/index.ts';
import { exhausted, rewrap, updateAll } from './next.ts';

/**
 * Each operation from one of several generators, drawn with equal chances; exhausted when all are. Name a generator twice
 * to have it twice as often.
 *
 * ```ts
 * mix([reads, writes, cas])
 * ```
 */
export function mix(generators: readonly Generator[]): Generator {
	return mixOf(generators, undefined);
}

/**
 * `chosen` stays while its generator is pending. To draw again then would favour those that are always ready.
 */
function mixOf(generators: readonly Generator[], chosen: number | undefined): Generator {
	const self: Generator = {
		next(context) {
			if (generators.length === 0) return exhausted;
			const index = chosen ?? context.random.integer(0, generators.length - 1);
			const next = (generators[index] as Generator).next(context);
			if (next.type === 'exhausted') return mixOf(generators.toSpliced(index, 1), undefined).next(context);
			return rewrap(next, (rest, gaveOperation) =>
				mixOf(generators.with(index, rest), gaveOperation ? undefined : index),
			);
		},
		update(context, event) {
			const rests = updateAll(generators, context, event);
			return rests === generators ? self : mixOf(rests, chosen);
		},
	};
	return self;
}
