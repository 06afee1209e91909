import type { Checker, CheckerOptions, JsonValue } from '../../harness/model/index.ts';
import { refuseOptions } from '../refuse-options.ts';
import { type Algorithm, algorithms, type CheckHistoryOptions, checkHistoryInThreads } from './check-history.ts';
import { type Model, ModelError } from './model.ts';
import { findModel, models } from './models.ts';
import { withWeakerLevels } from './weaker-levels.ts';

/**
 * The checker `linearizability`. Options: `model`, the name of a sequential specification; `initial`, its initial state
 * where it is not the model's own; `only`, the functions to check; `algorithm`, what decides; `memoryLimitMb`.
 */
export const linearizability: Checker = {
	name: 'linearizability',
	description: 'every operation takes effect at one instant between its invocation and its completion',
	async check({ history }, options) {
		const resolved = resolveOptions(options);
		return withWeakerLevels(await checkHistoryInThreads(history, resolved), history, resolved);
	},
};

function resolveOptions({ timeLimitMs, model, initial, only, algorithm, memoryLimitMb, ...left }: CheckerOptions) {
	refuseOptions('linearizability', left);
	const chosen: CheckHistoryOptions = { model: chooseModel(model, initial), timeLimitMs };
	return {
		...chosen,
		...(only !== undefined && { only: functionsOf(only) }),
		...(algorithm !== undefined && { algorithm: algorithmOf(algorithm) }),
		...(memoryLimitMb !== undefined && { memoryLimitMb: megabytesOf(memoryLimitMb) }),
	};
}

function chooseModel(name: JsonValue | undefined, initial: JsonValue | undefined): Model {
	const model = typeof name === 'string' ? findModel(name) : undefined;
	if (model === undefined) {
		const known = models.map((one) => one.name).join(', ');
		throw new ModelError(`Expected the option model of linearizability to be one of ${known}; got ${name}`);
	}
	if (initial === undefined) return model;
	if (model.withInitial === undefined) throw new ModelError(`The model ${model.name} has one initial state only`);
	return model.withInitial(initial);
}

function functionsOf(only: JsonValue): readonly string[] {
	if (Array.isArray(only) && only.length > 0 && only.every((f) => typeof f === 'string')) return only;
	throw new ModelError(`Expected the option only of linearizability to list functions, got ${JSON.stringify(only)}`);
}

function algorithmOf(name: JsonValue): Algorithm {
	const algorithm = algorithms.find((one) => one === name);
	if (algorithm !== undefined) return algorithm;
	throw new ModelError(
		`Expected the option algorithm of linearizability to be one of ${algorithms.join(', ')}; got ${JSON.stringify(name)}`,
	);
}

function megabytesOf(limit: JsonValue): number {
	if (typeof limit === 'number' && limit > 0 && limit <= 4000) return limit;
	throw new ModelError(
		`Expected the option memoryLimitMb of linearizability to be 1 to 4000, got ${JSON.stringify(limit)}`,
	);
}
