import type { Generator } from '../model/index.ts';
import { exhausted, nothing, rewrap, updateAll, updateInner } from './next.ts';

/**
 * One generator after the other. It does not wait for operations that are still open: see `phases`.
 *
 * ```ts
 * sequence([once({ f: 'write', value: 1 }), once({ f: 'read', value: null })])
 * ```
 */
export function sequence(generators: readonly Generator[]): Generator {
	return sequenceFrom(generators, 0, generators[0] ?? nothing);
}

function sequenceFrom(generators: readonly Generator[], index: number, current: Generator): Generator {
	const self: Generator = {
		next(context) {
			let position = index;
			let next = current.next(context);
			while (next.type === 'exhausted' && ++position < generators.length) {
				next = (generators[position] as Generator).next(context);
			}
			return rewrap(next, (rest) => sequenceFrom(generators, position, rest));
		},
		update: (context, event) =>
			updateInner(self, current, (rest) => sequenceFrom(generators, index, rest), context, event),
	};
	return self;
}

/**
 * A generator again from its beginning whenever it is exhausted; `times` times in all, or for ever.
 *
 * ```ts
 * cycle(sequence([once({ f: 'lock', value: null }), once({ f: 'unlock', value: null })]))
 * ```
 */
export function cycle(generator: Generator, times: number = Number.POSITIVE_INFINITY): Generator {
	if (!(times >= 0)) throw new RangeError(`Expected to cycle 0 times or more, got ${times}`);
	return times === 0 ? nothing : cycleFrom(generator, generator, times, false);
}

/** `moved`: this round has given an operation or waited. A round that did neither would go round for ever. */
function cycleFrom(original: Generator, current: Generator, times: number, moved: boolean): Generator {
	const self: Generator = {
		next(context) {
			const next = current.next(context);
			if (next.type !== 'exhausted') return rewrap(next, (rest) => cycleFrom(original, rest, times, true));
			if (!moved || times <= 1) return exhausted;
			return cycleFrom(original, original, times - 1, false).next(context);
		},
		update: (context, event) =>
			updateInner(self, current, (rest) => cycleFrom(original, rest, times, moved), context, event),
	};
	return self;
}

/**
 * An operation of the first, one of the second, one of the first, … until the one whose turn it is has no more.
 *
 * ```ts
 * flipFlop(repeat({ f: 'write', value: 1 }), repeat({ f: 'read', value: null }))
 * ```
 */
export function flipFlop(first: Generator, second: Generator): Generator {
	return takeTurns([first, second], 0);
}

function takeTurns(generators: readonly Generator[], turn: number): Generator {
	const self: Generator = {
		next: (context) =>
			rewrap((generators[turn] as Generator).next(context), (rest, gaveOperation) =>
				takeTurns(generators.with(turn, rest), gaveOperation ? (turn + 1) % generators.length : turn),
			),
		update(context, event) {
			const rests = updateAll(generators, context, event);
			return rests === generators ? self : takeTurns(rests, turn);
		},
	};
	return self;
}
