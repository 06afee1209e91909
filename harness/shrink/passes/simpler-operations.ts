import type { JsonValue, ScenarioOperation } from '../../model/index.ts';
import { withScenario } from '../candidate.ts';
import type { Trials } from '../trials.ts';

/**
 * An operation that depends on others before it, as a cas from one value to another does, becomes one that does not: the plain
 * operation of the same run that carries a single value. Then those others may go.
 */
export async function simplerOperations(trials: Trials, seedCount: number): Promise<void> {
	for (let index = 0; index < trials.best.scenario.operations.length; index++) {
		const { operations } = trials.best.scenario;
		const operation = operations[index] as ScenarioOperation;
		const value = lastOf(operation.value);
		if (value === undefined) continue;
		for (const f of plainFunctions(operations)) {
			const simpler = { ...operation, f, value };
			if (await trials.accepts(withScenario(trials.best, { operations: operations.with(index, simpler) }), seedCount))
				break;
		}
	}
}

/** What a list of single values comes to; nothing for anything else. */
function lastOf(value: JsonValue): JsonValue | undefined {
	return Array.isArray(value) && value.length > 0 && value.every(isSingle) ? value.at(-1) : undefined;
}

function plainFunctions(operations: readonly ScenarioOperation[]): readonly string[] {
	return [...new Set(operations.filter(({ value }) => value !== null && isSingle(value)).map(({ f }) => f))];
}

function isSingle(value: JsonValue): boolean {
	return typeof value !== 'object' || value === null;
}
