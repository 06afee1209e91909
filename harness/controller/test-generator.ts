import { any, beside, clients, nemesisSchedule, phases, sequence, staggerMs, timeLimitMs } from '../generator/index.ts';
import type { Generator, Nemesis, Random, TestOptions, Workload } from '../model/index.ts';
import { createRandom } from '../runtimes/random.ts';
import { healing } from './heal-quorum.ts';
import { silenceUntilMs } from './script/orders.ts';
import type { PlayedScript } from './script/play-script.ts';

/**
 * The course of a run. For `timeMs` clients work while nemeses break and heal; then everything is healed, and for
 * `recoveryMs` clients go on in a healthy cluster; then, with nothing open any more, come the final operations.
 */
export function testGenerator(
	options: TestOptions,
	workload: Workload,
	nemeses: readonly Nemesis[],
	script: PlayedScript | undefined,
	schedule: Generator = wholeSchedule(options, nemeses, script),
): Generator {
	const { timeMs, recoveryMs, rate } = options;
	const operations = timeLimitMs(timeMs + recoveryMs, staggerMs(1000 / rate, workload.operations(options)));
	const main =
		nemeses.length === 0 && script === undefined && options.heal === undefined
			? clients(operations)
			: beside(operations, sequence([schedule, healing(options)]));
	const final = workload.finalOperations?.(options);
	return final === undefined ? main : phases(main, clients(final));
}

function wholeSchedule(options: TestOptions, nemeses: readonly Nemesis[], script: PlayedScript | undefined): Generator {
	if (nemeses.length === 0 && script === undefined) return silenceUntilMs(options.timeMs);
	const parts = nemeses.length === 0 ? [] : [drawnSchedule(options, nemeses)];
	if (script?.schedule !== undefined) parts.push(script.schedule);
	// What waits for an event may happen until the faults end, and is healed then.
	return script === undefined ? any(...parts) : any(...parts, silenceUntilMs(options.timeMs));
}

/**
 * Each nemesis has a schedule of its own, so that faults of different kinds overlap in every way; and a pace of its own,
 * drawn from the seed: some bugs need a fault that lasts, others one that strikes again before the cluster has recovered.
 */
function drawnSchedule({ timeMs, seed }: TestOptions, nemeses: readonly Nemesis[]): Generator {
	const schedules = nemeses.map(({ name, retryMs }) => {
		const random = createRandom(seed, `pace:${name}`);
		return nemesisSchedule({
			name,
			intervalMs: drawPace(random, timeMs),
			durationMs: drawPace(random, timeMs),
			retryMs,
		});
	});
	return timeLimitMs(timeMs, any(...schedules));
}

/** Least and greatest time from one change to the next, in milliseconds; short enough that every run sees several. */
function drawPace(random: Random, timeMs: number): readonly [number, number] {
	const maxMs = Math.min(random.pick(pacesMs), timeMs / 5);
	return [maxMs / 20, maxMs];
}

const pacesMs = [8000, 2000, 500] as const;
