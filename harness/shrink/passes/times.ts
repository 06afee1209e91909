import type { Scenario } from '../../model/index.ts';
import { type Candidate, withScenario } from '../candidate.ts';
import type { Trials } from '../trials.ts';

const grainsMs = [1000, 500, 100, 50, 10, 1] as const;
const gapsMs = [1, 10, 50, 100, 200, 500, 1000] as const;

/** Times are as round as possible, and no longer apart than necessary. */
export async function rounderTimes(trials: Trials, seedCount: number): Promise<void> {
	await closeGaps(trials, seedCount);
	for (const grainMs of grainsMs) {
		if (isRound(trials.best.scenario, grainMs)) return;
		if (
			await trials.accepts(
				mapTimes(trials.best, (ms) => roundTo(ms, grainMs)),
				seedCount,
			)
		)
			return;
	}
}

/** From one event to the next: as short as will do, of a few round lengths. Everything that comes later moves along. */
async function closeGaps(trials: Trials, seedCount: number): Promise<void> {
	for (let i = 0; i < momentsOf(trials.best.scenario).length; i++) {
		for (const gapMs of gapsMs) {
			const moments = momentsOf(trials.best.scenario);
			const [before, at] = [moments[i - 1] ?? 0, moments[i]];
			if (at === undefined || at - before <= gapMs) break;
			const shift = at - before - gapMs;
			if (
				await trials.accepts(
					mapTimes(trials.best, (ms) => (ms >= at ? ms - shift : ms)),
					seedCount,
				)
			)
				break;
		}
	}
}

function momentsOf({ operations, faults, endMs }: Scenario): number[] {
	const times: number[] = [
		...operations.map(({ atMs }) => atMs),
		...faults.flatMap(({ atMs, untilMs }) => [atMs, untilMs ?? endMs]),
		endMs,
	];
	return [...new Set(times)].sort((a, b) => a - b);
}

function mapTimes(candidate: Candidate, to: (ms: number) => number): Candidate {
	const { operations, faults, endMs } = candidate.scenario;
	return withScenario(candidate, {
		operations: operations.map((operation) => ({ ...operation, atMs: exact(to(operation.atMs)) })),
		faults: faults.map(({ atMs, untilMs, fault }) => ({
			atMs: exact(to(atMs)),
			...(untilMs !== undefined && { untilMs: exact(to(untilMs)) }),
			fault,
		})),
		endMs: exact(to(endMs)),
	});
}

/** To the nanosecond: what is left over by subtraction is not worth writing down. */
function exact(ms: number): number {
	return Math.round(ms * 1e6) / 1e6;
}

function roundTo(ms: number, grainMs: number): number {
	return Math.round(ms / grainMs) * grainMs;
}

function isRound(scenario: Scenario, grainMs: number): boolean {
	return momentsOf(scenario).every((ms) => ms % grainMs === 0);
}
