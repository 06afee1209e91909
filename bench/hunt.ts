import { planTests } from '../harness/campaign/plan.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { explore } from '../harness/controller/strategy/explore.ts';
import { type Strategy, strategies } from '../harness/controller/strategy/strategies.ts';
import { versions } from '../harness/controller/versions.ts';
import { findByName, type Mutant, type System, type TestOptions, type Verdict } from '../harness/model/index.ts';
import { RuntimeError } from '../harness/runtimes/runtime.ts';
import { createSimulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';

/** A hunt ends after so many runs, or when it has used so much CPU time, found or not. */
export const runsMax = 500;
export const cpuSecondsMax: number = Number(process.env['FAULTLINE_BENCH_CPU_SECONDS'] ?? 60);
/** Hunts have seeds that are this far apart, so that no two share one. */
const seedsApart = 1000;

/** Whoever accused first in a hunt. */
export interface Find {
	readonly checker: string;
	/** Up to and with the one that showed it. */
	readonly runs: number;
	readonly seed: string;
	readonly cpuSeconds: number;
}

export interface HuntResult {
	/** By a checker of the history, that sees what the mutant breaks. */
	readonly blackBox: Find | undefined;
	/** By an invariant. */
	readonly whiteBox: Find | undefined;
	/** Runs that could not be carried out because of the mutant itself. */
	readonly errors: number;
}

const runtime = createSimulation({ keepTrace: false });

/** A mutant may trip over its own mistake, or never take a member back because of it. */
const ownFailures = new Set(['program-failed', 'fault-not-healed']);

interface Run {
	readonly seed: string;
	/** Nothing when the run could not be carried out because of the mutant itself, which is no finding. */
	readonly verdict: Verdict | undefined;
}

/** Looks for one mutant, in runs of a minute. */
export class Hunt {
	readonly #system: System;
	readonly #mutant: Mutant;

	readonly #strategy: Strategy;

	constructor(system: System, mutant: Mutant, strategy = 'swarm') {
		this.#system = system;
		this.#mutant = mutant;
		this.#strategy = findByName(strategies, strategy, 'strategy');
	}

	/** Goes on until both ways have found it, but for one that is known to be in vain. */
	async from(base: number, blackBoxIsVain: boolean, whiteBoxIsVain: boolean): Promise<HuntResult> {
		const started = process.cpuUsage();
		let blackBox: Find | undefined;
		let whiteBox: Find | undefined;
		let [runs, errors] = [0, 0];
		for await (const { seed, verdict } of this.#runs(base)) {
			runs++;
			const cpuSeconds = cpuSecondsSince(started);
			if (verdict === undefined) errors++;
			else {
				const find = { runs, seed, cpuSeconds };
				const accusers = accusersOf(verdict);
				const seesIt = accusers.find((checker) => this.#seesIt(checker));
				if (seesIt !== undefined) blackBox ??= { checker: seesIt, ...find };
				if (accusers.includes('invariants')) whiteBox ??= { checker: 'invariants', ...find };
			}
			const isDone =
				(blackBox !== undefined || blackBoxIsVain) &&
				(whiteBox !== undefined || whiteBoxIsVain || this.#system.invariants === undefined) &&
				(blackBox ?? whiteBox) !== undefined;
			if (isDone || cpuSeconds > cpuSecondsMax || runs >= runsMax) break;
		}
		return { blackBox, whiteBox, errors };
	}

	#plan(base: number): Iterable<TestOptions> {
		const first = BigInt(base * seedsApart + 1);
		const matrix = {
			systems: [this.#system.name],
			workloads: [null],
			nemeses: [null],
			strategy: this.#strategy.name,
			mutants: [this.#mutant.name],
			seeds: [{ first, last: first + BigInt(runsMax - 1) }],
			common: { timeMs: 60_000 },
		};
		return planTests(matrix, registry, runtime);
	}

	/** Seed by seed. A strategy that explores has several runs for a seed. */
	async *#runs(base: number): AsyncGenerator<Run> {
		const environment = { registry, runtime, versions };
		for (const options of this.#plan(base)) {
			const { seed } = options;
			try {
				if (!this.#strategy.explores) yield { seed, verdict: (await runTest(options, environment)).verdict };
				else for await (const { verdict } of explore(options, environment)) yield { seed, verdict };
			} catch (error) {
				if (!(error instanceof RuntimeError && ownFailures.has(error.reason))) throw error;
				yield { seed, verdict: undefined };
			}
		}
	}

	/** That a cluster stands still, or works too hard, says nothing about a broken promise. */
	#seesIt(checker: string): boolean {
		if (checker === 'invariants') return false;
		const breaksSafety = (this.#mutant.breaks ?? 'safety') === 'safety';
		return !(breaksSafety && (checker === 'progress' || checker === 'cost'));
	}
}

function accusersOf(verdict: Verdict): readonly string[] {
	return Object.entries(verdict.checkers)
		.filter(([, { valid }]) => valid === false)
		.map(([name]) => name);
}

function cpuSecondsSince(started: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(started);
	return (user + system) / 1e6;
}
