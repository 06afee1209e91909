import type { Generator, GeneratorContext, Invocation, Next } from '../model/index.ts';
import { pickFreeProcess } from './context.ts';
import { exhausted, nothing, pending, rewrap, updateInner } from './next.ts';

/** Makes the operation with this number (from 0) when it is about to be given; it draws from `context.random` alone. */
export type InvocationFunction = (context: GeneratorContext, index: number) => Invocation;

/**
 * One operation, by any free process.
 *
 * ```ts
 * once({ f: 'read', value: null })
 * ```
 */
export function once(invocation: Invocation): Generator {
	return repeat(invocation, 1);
}

/**
 * The same operation again and again, or what a function makes; `limit` times, or for ever.
 *
 * Of a generator it gives the first operation again and again: the generator itself does not advance (see `cycle`).
 *
 * ```ts
 * repeat({ f: 'read', value: null })
 * repeat((context, index) => ({ f: 'write', value: index }), 100)
 * ```
 */
export function repeat(
	source: Invocation | InvocationFunction | Generator,
	limit: number = Number.POSITIVE_INFINITY,
): Generator {
	if (!(limit >= 0)) throw new RangeError(`Expected a limit of 0 or more, got ${limit}`);
	if (isGenerator(source)) return repeatGenerator(source, source, limit);
	return invocations(typeof source === 'function' ? source : () => source, 0, limit);
}

/**
 * What a function makes, for ever: `repeat` by the name under which Jepsen's users look for it.
 *
 * ```ts
 * fromFunction(({ random }) => ({ f: 'write', value: random.integer(0, 4) }))
 * ```
 */
export function fromFunction(make: InvocationFunction): Generator {
	return repeat(make);
}

function isGenerator(source: Invocation | InvocationFunction | Generator): source is Generator {
	return 'next' in source && 'update' in source;
}

function invocations(make: InvocationFunction, index: number, limit: number): Generator {
	if (index >= limit) return nothing;
	const self: Generator = {
		next(context) {
			const process = pickFreeProcess(context);
			if (process === undefined) return pending(self);
			return {
				type: 'operation',
				operation: { process, time: context.time, invocation: make(context, index) },
				rest: invocations(make, index + 1, limit),
			};
		},
		update: () => self,
	};
	return self;
}

/** `current` is `original`, unless it waits for something before its first operation. */
function repeatGenerator(original: Generator, current: Generator, remaining: number): Generator {
	if (remaining <= 0) return nothing;
	const self: Generator = {
		next(context): Next {
			const next = current.next(context);
			if (next.type === 'exhausted') return exhausted;
			return rewrap(next, (rest, gaveOperation) =>
				gaveOperation ? repeatGenerator(original, original, remaining - 1) : repeatGenerator(original, rest, remaining),
			);
		},
		update: (context, event) =>
			updateInner(self, current, (rest) => repeatGenerator(original, rest, remaining), context, event),
	};
	return self;
}
