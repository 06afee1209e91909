import type { JsonValue } from '../../model/index.ts';
import { type Candidate, withScenario } from '../candidate.ts';
import type { Trials } from '../trials.ts';

/** The numbers in what operations write become 1, 2, 3, … in the order in which they appear, equal ones equal. */
export async function smallerValues(trials: Trials): Promise<void> {
	const smaller = withSmallValues(trials.best);
	if (JSON.stringify(smaller) !== JSON.stringify(trials.best)) await trials.accepts(smaller, 1);
}

function withSmallValues(candidate: Candidate): Candidate {
	const numbers = new Map<number, number>();
	const rename = (value: JsonValue): JsonValue => {
		if (typeof value === 'number') {
			if (!numbers.has(value)) numbers.set(value, numbers.size + 1);
			return numbers.get(value) as number;
		}
		if (Array.isArray(value)) return value.map(rename);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, rename(item as JsonValue)]));
	};
	const { operations, finalOperations } = candidate.scenario;
	return withScenario(candidate, {
		operations: operations.map((operation) => ({ ...operation, value: rename(operation.value) })),
		finalOperations: finalOperations.map((operation) => ({ ...operation, value: rename(operation.value) })),
	});
}
