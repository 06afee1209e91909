import { strategies } from '../harness/controller/strategy/strategies.ts';
import type { Mutant, System } from '../harness/model/index.ts';
import { registry } from '../registry.ts';
import { cpuSecondsMax, type Find, Hunt, runsMax } from './hunt.ts';
import { type Measurement, median } from './measurement.ts';

/** How many hunts there are for each mutant and strategy, each with seeds of its own. */
const baseSeeds = Number(process.env['FAULTLINE_BENCH_BASE_SEEDS'] ?? 20);
/** Names, separated by commas; all unless given. */
const wantedSystems = process.env['FAULTLINE_BENCH_SYSTEMS']?.split(',');
const wantedMutants = process.env['FAULTLINE_BENCH_MUTANTS']?.split(',');
const wantedStrategies = process.env['FAULTLINE_BENCH_STRATEGIES']?.split(',');

/**
 * The strategies against each other: runs and CPU seconds until a mutant is found, by whoever finds it first. A hunt that
 * finds nothing counts with what it has used up, so that a strategy gains nothing by giving up.
 */
export async function* bench(): AsyncGenerator<Measurement> {
	const totals = new Map<string, Hunted[]>();
	for (const [system, mutant] of wantedPairs()) {
		for (const { name } of strategies) {
			if (!(wantedStrategies?.includes(name) ?? true)) continue;
			const hunted = await hunt(system, mutant, name);
			totals.set(name, [...(totals.get(name) ?? []), hunted]);
			yield { bench: `exploration/${system.name}/${mutant.name}`, ...figuresOf(name, [hunted]) };
		}
	}
	for (const [strategy, hunted] of totals) {
		yield { bench: 'exploration/total', mutants: hunted.length, ...figuresOf(strategy, hunted) };
	}
}

function wantedPairs(): (readonly [System, Mutant])[] {
	return registry.systems
		.filter(({ name }) => wantedSystems?.includes(name) ?? true)
		.flatMap((system) => system.mutants.map((mutant) => [system, mutant] as const))
		.filter(([, { name }]) => wantedMutants?.includes(name) ?? true);
}

/** Of each hunt for one mutant: what it took, found or not. */
interface Hunted {
	readonly found: number;
	readonly runs: readonly number[];
	readonly cpuSeconds: readonly number[];
}

async function hunt(system: System, mutant: Mutant, strategy: string): Promise<Hunted> {
	const hunter = new Hunt(system, mutant, strategy);
	const finds: (Find | undefined)[] = [];
	for (let base = 1; base <= baseSeeds; base++) {
		// Whoever finds it first: after that the other way is in vain.
		const { blackBox, whiteBox } = await hunter.from(base, true, true);
		finds.push(blackBox ?? whiteBox);
	}
	return {
		found: finds.filter((find) => find !== undefined).length,
		runs: finds.map((find) => find?.runs ?? runsMax),
		cpuSeconds: finds.map((find) => find?.cpuSeconds ?? cpuSecondsMax),
	};
}

/** Medians of each mutant's hunts, added up over the mutants. */
function figuresOf(
	strategy: string,
	hunted: readonly Hunted[],
): { readonly value: number; readonly unit: string; readonly [field: string]: number | string } {
	const sum = (values: readonly number[]): number => Math.round(values.reduce((a, b) => a + b, 0) * 100) / 100;
	return {
		strategy,
		value: sum(hunted.map(({ runs }) => median(runs))),
		unit: 'runs',
		medianCpuSeconds: sum(hunted.map(({ cpuSeconds }) => median(cpuSeconds))),
		found: sum(hunted.map(({ found }) => found)),
		hunts: sum(hunted.map(({ runs }) => runs.length)),
	};
}
