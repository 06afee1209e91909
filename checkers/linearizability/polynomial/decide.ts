import type { Algorithm } from '../check-history.ts';
import type { Model } from '../model.ts';
import type { ObjectTable } from '../operations.ts';
import type { Evidence } from './monitor.ts';

/** An object whose operations no order explains. */
export interface Refusal {
	readonly object: ObjectTable;
	readonly evidence: () => Evidence;
}

export interface PolynomialDecisions {
	readonly refused: readonly Refusal[];
	/** Objects that are left to the search. */
	readonly left: readonly ObjectTable[];
	/** Why the first of them is. */
	readonly because?: string;
}

/** Lets the model's polynomial checker decide what it can. */
export function decidePolynomially(
	objects: readonly ObjectTable[],
	model: Model,
	algorithm: Algorithm,
): PolynomialDecisions {
	if (algorithm === 'search') return { refused: [], left: objects };
	const monitor = model.polynomial;
	if (monitor === undefined) {
		return { refused: [], left: objects, because: `the model ${model.name} has no polynomial checker` };
	}
	const refused: Refusal[] = [];
	const left: ObjectTable[] = [];
	let because: string | undefined;
	for (const object of objects) {
		const decision = monitor.decide(object.table, model.initial);
		if (decision.outcome === 'illegal') refused.push({ object, evidence: decision.evidence });
		if (decision.outcome !== 'undecided') continue;
		left.push(object);
		because ??= decision.because;
	}
	return { refused, left, ...(because !== undefined && { because }) };
}
