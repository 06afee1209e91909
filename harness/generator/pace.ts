import type { Generator, GeneratorContext } from '../model/index.ts';
import { exhausted, pending, rewrap, updateInner } from './next.ts';

export const nanosPerMs = 1_000_000;

/**
 * Operations at random intervals, uniform between 0 and twice the mean, over all processes together: 10 ms make 100
 * operations a second. Like Jepsen's it is a rate, not a pause after each operation; when every process is busy for
 * longer than an interval, what was missed is not made up for. During a burst (`rateFactor`) the intervals are shorter.
 *
 * ```ts
 * staggerMs(10, mix([reads, writes]))
 * ```
 */
export function staggerMs(meanMs: number, generator: Generator): Generator {
	const meanNanos = nanosFrom('mean interval', meanMs);
	return paced(generator, undefined, (due, time, context) => {
		// An operation that comes a little late must not slow the pace; one after a stall must not start a burst.
		const mean = meanNanos / (context.rateFactor ?? 1);
		const base = Math.max(due, time - mean);
		return Math.floor(base + context.random.next() * 2 * mean);
	});
}

/**
 * Operations exactly this far apart, over all processes together; when it falls behind, as fast as it can until it has caught up.
 *
 * ```ts
 * delayMs(1000, reads)
 * ```
 */
export function delayMs(intervalMs: number, generator: Generator): Generator {
	const intervalNanos = nanosFrom('interval', intervalMs);
	return paced(generator, undefined, (due) => due + intervalNanos);
}

/**
 * No operation for this long, counted from when its turn comes; of use inside a `sequence`, `phases` or `cycle`.
 *
 * ```ts
 * sequence([once({ f: 'inject', value: 'crash-one' }), sleepMs(5000), once({ f: 'heal', value: 'crash-one' })])
 * ```
 */
export function sleepMs(durationMs: number): Generator {
	return sleepUntil(undefined, nanosFrom('duration', durationMs));
}

/** No operation before it is due. The first is due at once, and `following` says when the next one is. */
function paced(
	generator: Generator,
	dueAt: number | undefined,
	following: (due: number, time: number, context: GeneratorContext) => number,
): Generator {
	const self: Generator = {
		next(context) {
			const next = generator.next(context);
			if (next.type !== 'operation') return rewrap(next, (rest) => paced(rest, dueAt, following));
			const due = dueAt ?? next.operation.time;
			const time = Math.max(due, next.operation.time);
			return {
				type: 'operation',
				operation: { ...next.operation, time },
				rest: paced(next.rest, following(due, time, context), following),
			};
		},
		update: (context, event) => updateInner(self, generator, (rest) => paced(rest, dueAt, following), context, event),
	};
	return self;
}

function sleepUntil(wakeAt: number | undefined, durationNanos: number): Generator {
	const self: Generator = {
		next(context) {
			const until = wakeAt ?? context.time + durationNanos;
			if (context.time >= until) return exhausted;
			return pending(wakeAt === undefined ? sleepUntil(until, durationNanos) : self, until);
		},
		update: () => self,
	};
	return self;
}

/** Whole nanoseconds from milliseconds. */
export function nanosFrom(what: string, millis: number): number {
	if (!(Number.isFinite(millis) && millis >= 0)) {
		throw new RangeError(`Expected a ${what} of 0 ms or more, got ${millis}`);
	}
	return Math.round(millis * nanosPerMs);
}
