import type { Generator, GeneratorContext, Invocation, Next } from '../model/index.ts';
import { rewrap, updateInner } from './next.ts';

/** So many refusals in a row mean that nothing will ever pass. */
const refusalsMax = 100_000;

/**
 * Changes each invocation on its way. Events reach the inner generator as they happened, that is, changed.
 *
 * ```ts
 * map((invocation) => ({ ...invocation, key: 'x' }), mix([reads, writes]))
 * ```
 */
export function map(change: (invocation: Invocation) => Invocation, generator: Generator): Generator {
	const self: Generator = {
		next(context) {
			const next = rewrap(generator.next(context), (rest) => map(change, rest));
			if (next.type !== 'operation') return next;
			return { ...next, operation: { ...next.operation, invocation: change(next.operation.invocation) } };
		},
		update: (context, event) => updateInner(self, generator, (rest) => map(change, rest), context, event),
	};
	return self;
}

/**
 * Only the invocations that fit; the others are skipped.
 *
 * ```ts
 * filter(({ f }) => f === 'read', mix([reads, writes]))
 * ```
 */
export function filter(fits: (invocation: Invocation) => boolean, generator: Generator): Generator {
	const self: Generator = {
		next: (context) => rewrap(nextFitting(fits, generator, context), (rest) => filter(fits, rest)),
		update: (context, event) => updateInner(self, generator, (rest) => filter(fits, rest), context, event),
	};
	return self;
}

function nextFitting(fits: (invocation: Invocation) => boolean, generator: Generator, context: GeneratorContext): Next {
	let current = generator;
	for (let refusals = 0; refusals < refusalsMax; refusals++) {
		const next = current.next(context);
		if (next.type !== 'operation' || fits(next.operation.invocation)) return next;
		current = next.rest;
	}
	throw new Error(`Expected a filter that lets something pass, but it refused ${refusalsMax} operations in a row`);
}
