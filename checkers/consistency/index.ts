import {
	type Anomaly,
	type Checker,
	type CheckerInput,
	type CheckerOptions,
	type CheckerResult,
	didYouMean,
	type JsonValue,
	UsageError,
} from '../../harness/model/index.ts';
import { refuseOptions } from '../refuse-options.ts';
import type { LevelAnswer } from './answer.ts';
import { judgeLevels, type Level, levelNames } from './levels.ts';
import { prepare } from './register-history.ts';
import { thinAirRead } from './thin-air.ts';
import type { Violation } from './violation.ts';

/**
 * The checker `consistency`: whether registers keep a level that is weaker than linearizability, for systems that promise no
 * more. Options: `level`, one of `levelNames`; `initial`, what a register holds in the beginning (null unless given);
 * `only`, the functions to look at. `unknown` where a value was written twice, for then nobody knows who read what.
 */
export const consistency: Checker = {
	name: 'consistency',
	description: 'registers keep a weaker level: sequential, causal, a session guarantee, regular',
	async check(input, options) {
		const started = performance.now();
		return { ...judge(input, options, started), millis: performance.now() - started };
	},
};

function judge({ history }: CheckerInput, options: CheckerOptions, started: number): Omit<CheckerResult, 'millis'> {
	const { level, initial, only } = resolve(options);
	const prepared = prepare(history, { initial, ...(only !== undefined && { only }) });
	switch (prepared.kind) {
		case 'not-decided':
			return { valid: 'unknown', anomalies: [], reason: `not decided: ${prepared.reason}`, statistics: { level } };
		case 'thin-air':
			return { valid: false, anomalies: [anomalyOf('thin-air-read', thinAirRead(prepared))], statistics: { level } };
		case 'history': {
			const answers = judgeLevels(prepared.history, started + options.timeLimitMs);
			const holds = levelNames.filter((one) => answers[one].holds === true);
			const operations = prepared.history.operations.length;
			return { ...resultOf(level, answers[level]), statistics: { level, operations, holds } };
		}
	}
}

function resultOf(level: Level, answer: LevelAnswer): Pick<CheckerResult, 'valid' | 'anomalies' | 'reason'> {
	if (answer.holds === true) return { valid: true, anomalies: [] };
	if (answer.holds === 'unknown') return { valid: 'unknown', anomalies: [], reason: answer.reason };
	return { valid: false, anomalies: [anomalyOf(`${level}-violation`, answer.violation)] };
}

function anomalyOf(type: string, { message, operations }: Violation): Anomaly {
	return { type, message, operations };
}

function resolve({ timeLimitMs: _, level = 'sequential', initial = null, only, ...unknown }: CheckerOptions) {
	refuseOptions('consistency', unknown);
	return { level: levelOf(level), initial, only: only === undefined ? undefined : functionsOf(only) };
}

function levelOf(name: JsonValue): Level {
	const level = levelNames.find((one) => one === name);
	if (level !== undefined) return level;
	throw new UsageError(
		`Expected the option level of consistency to be one of ${levelNames.join(', ')}; got ${JSON.stringify(name)}.` +
			(typeof name === 'string' ? didYouMean(name, levelNames) : ''),
	);
}

function functionsOf(only: JsonValue): readonly string[] {
	if (Array.isArray(only) && only.length > 0 && only.every((f) => typeof f === 'string')) return only;
	throw new UsageError(`Expected the option only of consistency to list functions, got ${JSON.stringify(only)}`);
}
