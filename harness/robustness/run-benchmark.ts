import { checkSupport, resolveOptions } from '../controller/resolve-options.ts';
import {
	type BenchmarkFault,
	type Figure,
	type FigureName,
	figureNames,
	type Registry,
	type Scorecard,
	type ScorecardRow,
	type System,
	type TestOptions,
} from '../model/index.ts';
import { type Runtime, supportOf } from '../runtimes/runtime.ts';
import { medianOf } from './median.ts';
import type { Repetition, RepetitionResult } from './run-repetition.ts';

export interface BenchmarkOptions {
	readonly systems: readonly System[];
	readonly faults: readonly BenchmarkFault[];
	readonly runtime: TestOptions['runtime'];
	/** Of the first repetition; those after it have the seeds after it. */
	readonly seed: bigint;
	/** At most, where there is a budget. */
	readonly repetitions: number;
	/** No repetition is begun of which there is no telling that all cases can have it by then; the first is. `null` for no limit. */
	readonly budgetMs: number | null;
	readonly phasesMs: Scorecard['phasesMs'];
	/** Runs at a time. */
	readonly jobs: number;
	/** The container image, for docker. */
	readonly image?: string;
}

export interface BenchmarkEnvironment {
	readonly registry: Registry;
	readonly runtime: Runtime;
	readonly version: string;
	readonly signal?: AbortSignal;
	/** Carries out one repetition, in a worker or here. */
	run(repetition: Repetition): Promise<RepetitionResult>;
	/** Real time, in milliseconds: for the budget alone. */
	readonly now: () => number;
	/** Told after each repetition. */
	onProgress?(done: number, of: number): void;
}

/** When faults come and go, unless somebody says otherwise. Real time is dear. */
export function defaultPhasesMs(runtime: TestOptions['runtime']): Scorecard['phasesMs'] {
	return runtime === 'sim'
		? { before: 10_000, during: 10_000, after: 10_000 }
		: { before: 3_000, during: 3_000, after: 3_000 };
}

/** Every system under every fault, so many times each. Rejects when a run could not be run: a gap is no figure. */
export async function runBenchmark(options: BenchmarkOptions, environment: BenchmarkEnvironment): Promise<Scorecard> {
	const cases = options.systems.flatMap((system) =>
		options.faults.map((fault) => caseOf(system, fault, options, environment)),
	);
	const repetitions = await runRounds(cases, options, environment);
	return {
		version: 1,
		faultline: environment.version,
		runtime: options.runtime,
		seed: String(options.seed),
		repetitions,
		phasesMs: options.phasesMs,
		rows: cases.map(rowOf),
	};
}

/** A system under a fault. */
interface Case {
	readonly system: System;
	readonly fault: BenchmarkFault;
	readonly replay: string;
	readonly unsupported?: string;
	/** Empty where it is not supported. */
	readonly pending: readonly Pending[];
}

interface Pending {
	readonly repetition: Repetition;
	result?: RepetitionResult;
}

function caseOf(
	system: System,
	fault: BenchmarkFault,
	options: BenchmarkOptions,
	{ registry, runtime }: BenchmarkEnvironment,
): Case {
	const { runtime: runtimeName, seed, repetitions, phasesMs } = options;
	const { before, during } = phasesMs;
	const base = { system, fault, replay: replayOf(system, fault, options) };
	const unsupported = whyNot(system, fault, runtime);
	if (unsupported !== undefined) return { ...base, unsupported, pending: [] };
	const registryOfCase = { ...registry, nemeses: fault.nemesis === null ? [] : [fault.nemesis] };
	const pending = Array.from({ length: repetitions }, (_, i): Pending => {
		const given = {
			system: system.name,
			runtime: runtimeName,
			nemeses: fault.nemesis === null ? [] : [fault.nemesis.name],
			timeMs: before + during,
			recoveryMs: phasesMs.after,
			seed: String(seed + BigInt(i)),
			image: options.image,
		};
		const testOptions = resolveOptions(given, registryOfCase, () => '0');
		checkSupport(testOptions, registryOfCase, runtime);
		return { repetition: { options: testOptions, fault: fault.name, faultAtMs: before, healedAtMs: before + during } };
	});
	return { ...base, pending };
}

function replayOf(system: System, fault: BenchmarkFault, { runtime, seed, phasesMs }: BenchmarkOptions): string {
	const usual = defaultPhasesMs(runtime);
	const phases = (['before', 'during', 'after'] as const).filter((phase) => phasesMs[phase] !== usual[phase]);
	return [
		`faultline bench --system ${system.name} --fault ${fault.name}`,
		...(runtime === 'sim' ? [] : [`--runtime ${runtime}`]),
		...phases.map((phase) => `--${phase} ${phasesMs[phase]}ms`),
		`--repetitions 1 --seed ${seed} --keep`,
	].join(' ');
}

/** A row without figures says why: a fault that was not injected is not survived. */
function whyNot(
	{ name, hasLeader = true, tolerates }: System,
	{ nemesis }: BenchmarkFault,
	runtime: Runtime,
): string | undefined {
	if (nemesis === null) return undefined;
	if (nemesis.aim === 'leader' && !hasLeader) return `${name} has no primary`;
	for (const kind of nemesis.kinds) {
		if (tolerates !== undefined && !tolerates.includes(kind)) return `${name} is not built for the fault ${kind}`;
		const support = supportOf(runtime, kind);
		if (!support.supported) return `${runtime.name} cannot inject ${kind}: ${support.reason}`;
	}
	return undefined;
}

/**
 * One repetition of every case after the other, so that what changes about the machine meanwhile is the same for all, and a
 * benchmark that ends early has as many of each.
 *
 * @returns how many repetitions there are of each
 */
async function runRounds(
	cases: readonly Case[],
	{ repetitions, budgetMs, jobs }: BenchmarkOptions,
	environment: BenchmarkEnvironment,
): Promise<number> {
	const rounds = Array.from({ length: repetitions }, (_, i) => cases.flatMap(({ pending }) => pending[i] ?? []));
	const total = rounds.flat().length;
	let done = 0;
	const onDone = (): void => environment.onProgress?.(++done, total);
	if (budgetMs === null) {
		await runAll(rounds.flat(), jobs, environment, onDone);
		return repetitions;
	}
	const startedAt = environment.now();
	let longestMs = 0;
	for (const [i, round] of rounds.entries()) {
		const begunAt = environment.now();
		if (i > 0 && begunAt - startedAt + longestMs > budgetMs) return i;
		await runAll(round, jobs, environment, onDone);
		longestMs = Math.max(longestMs, environment.now() - begunAt);
	}
	return repetitions;
}

async function runAll(
	pending: readonly Pending[],
	jobs: number,
	environment: BenchmarkEnvironment,
	onDone: () => void,
): Promise<void> {
	const open = pending.values();
	const lane = async (): Promise<void> => {
		for (const one of open) {
			environment.signal?.throwIfAborted();
			one.result = await environment.run(one.repetition);
			onDone();
		}
	};
	await Promise.all(Array.from({ length: jobs }, lane));
}

function rowOf({ system, fault, replay, unsupported, pending }: Case): ScorecardRow {
	const results = pending.flatMap(({ result }) => result ?? []);
	const count = (valid: RepetitionResult['valid']): number => results.filter((result) => result.valid === valid).length;
	return {
		system: system.name,
		workload: system.defaultWorkload,
		fault: fault.name,
		runs: { valid: count(true), invalid: count(false), unknown: count('unknown') },
		...(unsupported !== undefined && { unsupported }),
		figures: figuresOf(results.filter(({ valid }) => valid === true)),
		replay,
	};
}

/** Those that at least one run has: a figure may have a meaning in some runs only, such as that of a struck primary. */
function figuresOf(results: readonly RepetitionResult[]): ScorecardRow['figures'] {
	const figures: { [name in FigureName]?: Figure } = {};
	for (const name of figureNames) {
		const samples = results.flatMap(({ measured }) => measured[name] ?? (measured[name] === null ? [null] : []));
		if (samples.length > 0)
			figures[name] = medianOf(samples.map((sample) => (sample === null ? null : rounded(sample))));
	}
	return figures;
}

/** Six digits: what is beyond them is noise, and makes files long. */
function rounded(value: number): number {
	return Number(value.toPrecision(6));
}
