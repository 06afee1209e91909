import {
	any,
	beside,
	clients,
	nemesisSchedule,
	once,
	phases,
	sequence,
	staggerMs,
	timeLimitMs,
} from '../generator/index.ts';
import type { Generator, TestOptions, Workload } from '../model/index.ts';

/**
 * The course of a run. For `timeMs` clients work while nemeses break and heal; then everything is healed, and for
 * `recoveryMs` clients go on in a healthy cluster; then, with nothing open any more, come the final operations.
 */
export function testGenerator(options: TestOptions, workload: Workload): Generator {
	const { timeMs, recoveryMs, rate } = options;
	const operations = timeLimitMs(timeMs + recoveryMs, staggerMs(1000 / rate, workload.operations(options)));
	const main = options.nemeses.length === 0 ? clients(operations) : beside(operations, sabotage(options));
	const final = workload.finalOperations?.(options);
	return final === undefined ? main : phases(main, clients(final));
}

/** Each nemesis has a schedule of its own, so that faults of different kinds overlap in every way. */
function sabotage({ timeMs, nemeses }: TestOptions): Generator {
	const intervalMs = [Math.min(200, timeMs / 20), Math.min(8_000, timeMs / 5)] as const;
	const durationMs = [Math.min(200, timeMs / 20), Math.min(8_000, timeMs / 5)] as const;
	const schedules = nemeses.map((name) => nemesisSchedule({ name, intervalMs, durationMs }));
	return sequence([timeLimitMs(timeMs, any(...schedules)), once({ f: 'heal-all', value: null })]);
}
