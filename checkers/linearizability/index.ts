import type { Checker } from '../../harness/model/index.ts';
import { type CheckHistoryOptions, checkHistory } from './check-history.ts';
import { type Model, ModelError } from './model.ts';
import { findModel, models } from './models.ts';

/**
 * The checker `linearizability`. Options: `model`, the name of a sequential specification; `initial`, its initial state
 * where it is not the model's own; `memoryLimitMb`.
 */
export const linearizability: Checker = {
	name: 'linearizability',
	description: 'every operation takes effect at one instant between its invocation and its completion',
	async check({ history }, options) {
		const { timeLimitMs, memoryLimitMb } = options;
		const choice: CheckHistoryOptions = { model: chooseModel(options['model'], options['initial']), timeLimitMs };
		return checkHistory(history, typeof memoryLimitMb === 'number' ? { ...choice, memoryLimitMb } : choice);
	},
};

function chooseModel(name: unknown, initial: unknown): Model {
	const model = typeof name === 'string' ? findModel(name) : undefined;
	if (model === undefined) {
		const known = models.map((one) => one.name).join(', ');
		throw new ModelError(`Expected the option model of linearizability to be one of ${known}; got ${name}`);
	}
	if (initial === undefined) return model;
	if (model.withInitial === undefined) throw new ModelError(`The model ${model.name} has one initial state only`);
	return model.withInitial(initial as never);
}
