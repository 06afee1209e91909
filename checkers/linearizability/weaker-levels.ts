import type { CheckerResult, History, JsonValue } from '../../harness/model/index.ts';
import { describeLevels } from '../consistency/describe.ts';
import { isDecided, type LevelsSummary, summarizeLevels } from '../consistency/summary.ts';
import type { CheckHistoryOptions } from './check-history.ts';

/** Models whose histories are of registers, for which levels below linearizability are known. */
const registerModels = ['register', 'cas-register', 'kv'];
/** There is a verdict already: a moment beyond the time limit is better spent than the levels left unknown. */
const leastMs = 1000;
const mostMs = 20_000;

/** Says of a history that is not linearizable what it still is: `statistics.levels`, and a remark for people. */
export function withWeakerLevels(
	result: CheckerResult,
	history: History,
	{ model, timeLimitMs, only }: CheckHistoryOptions,
): CheckerResult {
	if (result.valid !== false) return result;
	const left = Math.min(mostMs, Math.max(leastMs, timeLimitMs - result.millis));
	const started = performance.now();
	const levels: LevelsSummary = registerModels.includes(model.name)
		? summarizeLevels(
				history,
				{ initial: model.initial as JsonValue, ...(only !== undefined && { only }) },
				started + left,
			)
		: { notDecided: `the model ${model.name} is not one of registers` };
	const millis = result.millis + performance.now() - started;
	const extended = { ...result, millis, statistics: { ...result.statistics, levels } };
	return isDecided(levels) ? { ...extended, remark: describeLevels(levels) } : extended;
}
