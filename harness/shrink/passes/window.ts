import type { JsonValue, ScenarioFault, ScenarioOperation } from '../../model/index.ts';
import { withScenario } from '../candidate.ts';
import type { Trials } from '../trials.ts';

/** Before the first event a cluster has so long to elect somebody. */
const prologueMs = 1000;
/** How much of what came before the proof is kept, in the order in which it is tried. */
const marginsMs = [200, 500, 1000, 2000, 5000, 10_000, 20_000] as const;
const seedCount = 5;

/** Cuts off whatever comes after the failure. */
export async function cutTheEnd(trials: Trials): Promise<void> {
	const { best, failure } = trials;
	const { scenario } = best;
	const endMs = Math.min(scenario.endMs, failure.to / 1e6);
	const faults = scenario.faults
		.filter(({ atMs }) => atMs < endMs)
		.map(({ untilMs, ...fault }) =>
			untilMs === undefined || untilMs > failure.to / 1e6 ? fault : { ...fault, untilMs },
		);
	const operations = scenario.operations.filter(({ atMs }) => atMs <= endMs);
	if (await trials.accepts(withScenario(best, { operations, faults, finalOperations: [], endMs }))) return;
	await trials.accepts(withScenario(best, { finalOperations: [] }));
}

/** Leaves out operations on keys that the proof says nothing about. */
export async function keepTheKeys(trials: Trials): Promise<void> {
	const { best, failure } = trials;
	const { history } = failure.record;
	const keys = new Set(failure.anomaly.operations.map((index) => JSON.stringify(history.operation(index).key)));
	const isAbout = ({ key }: { readonly key?: JsonValue }): boolean => keys.has(JSON.stringify(key));
	const { operations, finalOperations } = best.scenario;
	if (operations.every(isAbout) || keys.size === 0) return;
	await trials.accepts(
		withScenario(best, { operations: operations.filter(isAbout), finalOperations: finalOperations.filter(isAbout) }),
		2,
	);
}

/** Cuts off what came long before the proof, and moves the rest to the beginning. */
export async function cutTheBeginning(trials: Trials): Promise<void> {
	const { best, failure } = trials;
	for (const marginMs of marginsMs) {
		const startMs = failure.from / 1e6 - marginMs;
		const shiftMs = startMs - prologueMs;
		// What would only be moved a little is left to later passes.
		if (shiftMs < prologueMs) return;
		if (await trials.accepts(startingAt(best, startMs, shiftMs), seedCount)) return;
	}
}

function moveFault({ atMs, untilMs, fault }: ScenarioFault, moved: (ms: number) => number): ScenarioFault {
	return { atMs: moved(atMs), ...(untilMs !== undefined && { untilMs: moved(untilMs) }), fault };
}

function startingAt(candidate: Trials['best'], startMs: number, shiftMs: number): Trials['best'] {
	const { operations, faults, endMs } = candidate.scenario;
	const moved = (ms: number): number => Math.max(startMs, ms) - shiftMs;
	return withScenario(candidate, {
		operations: operations
			.filter(({ atMs }) => atMs >= startMs)
			.map((operation): ScenarioOperation => ({ ...operation, atMs: moved(operation.atMs) })),
		faults: faults
			.filter(({ untilMs }) => untilMs === undefined || untilMs > startMs)
			.map((fault) => moveFault(fault, moved)),
		endMs: moved(endMs),
	});
}
