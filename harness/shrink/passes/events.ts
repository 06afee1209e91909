import { withScenario } from '../candidate.ts';
import { choices } from '../choices.ts';
import { minimize } from '../minimize.ts';
import type { Trials } from '../trials.ts';

/** Leaves out as many faults as possible. */
export async function fewerFaults(trials: Trials, seedCount: number): Promise<void> {
	const { faults } = trials.best.scenario;
	if (faults.length === 0) return;
	await minimize(faults, (kept) => {
		const left = trials.best.scenario.faults.length;
		return trials.accepts(withScenario(trials.best, { faults: kept }), chances(left, kept.length, seedCount));
	});
}

/** Leaves out as many operations as possible. */
export async function fewerOperations(trials: Trials, seedCount: number): Promise<void> {
	const { operations, finalOperations } = trials.best.scenario;
	if (finalOperations.length > 0) {
		await minimize(finalOperations, (kept) => trials.accepts(withScenario(trials.best, { finalOperations: kept })));
	}
	if (operations.length === 0) return;
	await minimize(operations, (kept) => {
		const left = trials.best.scenario.operations.length;
		return trials.accepts(withScenario(trials.best, { operations: kept }), chances(left, kept.length, seedCount));
	});
}

const fewItems = 20;
const greatStep = 0.2;
const seedsForGreatSteps = 5;

/** Luck is worth its price once there is little left, or where a great step is to be won. */
function chances(left: number, kept: number, seedCount: number): number {
	if (left <= fewItems) return seedCount;
	return kept <= (1 - greatStep) * left ? seedsForGreatSteps : 0;
}

/** Beyond so many faults there are too many ways to choose some. */
const choosableMax = 8;
const choicesMax = 30;
const luckySeeds = 12;

/**
 * Faults that do not help one by one may all be superfluous under another seed: any one alone, any two, any three, each
 * with many seeds.
 */
export async function fewFaultsByLuck(trials: Trials): Promise<void> {
	const { best } = trials;
	const { faults } = best.scenario;
	if (faults.length > choosableMax) return;
	for (let size = 0; size < Math.min(4, faults.length); size++) {
		for (const kept of choices(faults, size).slice(0, choicesMax)) {
			if (await trials.accepts(withScenario(best, { faults: kept }), luckySeeds)) return;
		}
	}
}
