import { withScenario } from '../candidate.ts';
import { minimize } from '../minimize.ts';
import type { Trials } from '../trials.ts';

/** Leaves out as many faults as possible. */
export async function fewerFaults(trials: Trials, seedCount: number): Promise<void> {
	const { faults } = trials.best.scenario;
	if (faults.length === 0) return;
	await minimize(faults, (kept) =>
		trials.accepts(withScenario(trials.best, { faults: kept }), chances(faults.length, seedCount)),
	);
}

/** Leaves out as many operations as possible. */
export async function fewerOperations(trials: Trials, seedCount: number): Promise<void> {
	const { operations, finalOperations } = trials.best.scenario;
	if (finalOperations.length > 0) {
		await minimize(finalOperations, (kept) => trials.accepts(withScenario(trials.best, { finalOperations: kept })));
	}
	if (operations.length === 0) return;
	await minimize(operations, (kept) =>
		trials.accepts(withScenario(trials.best, { operations: kept }), chances(operations.length, seedCount)),
	);
}

/** Luck is worth its price once there is little left. */
function chances(length: number, seedCount: number): number {
	return length <= 20 ? seedCount : 0;
}
