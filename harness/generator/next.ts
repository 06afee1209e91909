import type { Generator, GeneratorContext, GeneratorEvent, Next } from '../model/index.ts';

export const exhausted: Next = { type: 'exhausted' };

/** Gives no operation at all. */
export const nothing: Generator = { next: () => exhausted, update: () => nothing };

export function pending(rest: Generator, until?: number): Next {
	return until === undefined ? { type: 'pending', rest } : { type: 'pending', rest, until };
}

/** An answer of an inner generator, with what follows it wrapped again by the combinator around it. */
export function rewrap(next: Next, wrap: (rest: Generator, gaveOperation: boolean) => Generator): Next {
	switch (next.type) {
		case 'exhausted':
			return next;
		case 'pending':
			return pending(wrap(next.rest, false), next.until);
		case 'operation':
			return { type: 'operation', operation: next.operation, rest: wrap(next.rest, true) };
	}
}

/** Updates what `self` wraps. Most events change nothing: then `self` stays, and nothing is allocated. */
export function updateInner(
	self: Generator,
	inner: Generator,
	wrap: (inner: Generator) => Generator,
	context: GeneratorContext,
	event: GeneratorEvent,
): Generator {
	const rest = inner.update(context, event);
	return rest === inner ? self : wrap(rest);
}

/** Updates every one of a list; the same list when nothing changed. */
export function updateAll(
	generators: readonly Generator[],
	context: GeneratorContext,
	event: GeneratorEvent,
): readonly Generator[] {
	let rests: Generator[] | undefined;
	for (let index = 0; index < generators.length; index++) {
		const generator = generators[index] as Generator;
		const rest = generator.update(context, event);
		if (rest === generator) continue;
		rests ??= [...generators];
		rests[index] = rest;
	}
	return rests ?? generators;
}
