import type { Generator, ProcessId } from '../model/index.ts';
import { exhausted, nothing, pending, rewrap, updateInner } from './next.ts';
import { nanosFrom } from './pace.ts';

/**
 * At most this many operations.
 *
 * ```ts
 * limit(100, repeat({ f: 'read', value: null }))
 * ```
 */
export function limit(count: number, generator: Generator): Generator {
	if (!(count >= 0)) throw new RangeError(`Expected a limit of 0 or more, got ${count}`);
	if (count === 0) return nothing;
	const self: Generator = {
		next: (context) =>
			rewrap(generator.next(context), (rest, gaveOperation) => limit(gaveOperation ? count - 1 : count, rest)),
		update: (context, event) => updateInner(self, generator, (rest) => limit(count, rest), context, event),
	};
	return self;
}

/**
 * Operations that start within this time, counted from when the generator's turn comes.
 *
 * ```ts
 * timeLimitMs(60_000, staggerMs(10, operations))
 * ```
 */
export function timeLimitMs(durationMs: number, generator: Generator): Generator {
	return before(undefined, nanosFrom('time limit', durationMs), generator);
}

function before(endAt: number | undefined, durationNanos: number, generator: Generator): Generator {
	const self: Generator = {
		next(context) {
			const end = endAt ?? context.time + durationNanos;
			if (context.time >= end) return exhausted;
			const next = generator.next(context);
			const wrap = (rest: Generator): Generator => before(end, durationNanos, rest);
			if (next.type === 'pending') return pending(wrap(next.rest), Math.min(end, next.until ?? end));
			if (next.type === 'operation' && next.operation.time >= end) return pending(wrap(generator), end);
			return rewrap(next, wrap);
		},
		update: (context, event) =>
			updateInner(self, generator, (rest) => before(endAt, durationNanos, rest), context, event),
	};
	return self;
}

/**
 * Operations until one of them is `ok`.
 *
 * ```ts
 * untilOk(staggerMs(1000, repeat({ f: 'read', value: null })))
 * ```
 */
export function untilOk(generator: Generator): Generator {
	return unlessOk(generator, new Set());
}

/** `open`: processes that run an operation of this generator; others' successes do not count. */
function unlessOk(generator: Generator, open: ReadonlySet<ProcessId>): Generator {
	const self: Generator = {
		next(context) {
			const next = generator.next(context);
			const nowOpen = next.type === 'operation' ? new Set([...open, next.operation.process]) : open;
			// What was asked for last may still turn out well, but there is nothing left to ask for.
			return rewrap(next, (rest) => unlessOk(rest, nowOpen));
		},
		update(context, event) {
			const own = event.type !== 'invoke' && open.has(event.process);
			if (own && event.type === 'ok') return nothing;
			const stillOpen = own ? new Set([...open].filter((process) => process !== event.process)) : open;
			const rest = generator.update(context, event);
			return rest === generator && stillOpen === open ? self : unlessOk(rest, stillOpen);
		},
	};
	return self;
}
