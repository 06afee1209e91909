import { type RunEnvironment, runTest } from '../controller/run-test.ts';
import { type TimetableEntry, timetable } from '../generator/index.ts';
import { type BenchmarkFault, findByName, type Generator, type TestOptions, type Validity } from '../model/index.ts';
import { type Measured, measure } from './measure.ts';
import { Probe } from './probe.ts';

/** One run of a benchmark: a system under a fault, which strikes at a fixed time. */
export interface Repetition {
	/** `nemeses` is the fault's, or empty. */
	readonly options: TestOptions;
	/** By name, among the registry's. */
	readonly fault: string;
	/** When it strikes and when it is healed, in milliseconds since the start of the run. */
	readonly faultAtMs: number;
	readonly healedAtMs: number;
}

/** What a worker is asked to do. */
export interface RepetitionTask {
	readonly repetition: Repetition;
	/** Where the run's folder goes; `null` keeps none. */
	readonly out: string | null;
	/** The user's config, whose systems the worker must know too. */
	readonly configFile: string | null;
}

export interface RepetitionResult {
	readonly valid: Validity;
	readonly measured: Measured;
}

/** How often the cluster is looked at: often where looking costs nothing. */
const probeIntervalMs = { sim: 10, process: 50, docker: 50 } as const;

export async function runRepetition(repetition: Repetition, environment: RunEnvironment): Promise<RepetitionResult> {
	const { options, faultAtMs, healedAtMs } = repetition;
	const fault = findByName(environment.registry.benchmarkFaults, repetition.fault, 'fault of the benchmark');
	let probe: Probe | undefined;
	try {
		const run = await runTest(options, {
			...withNemesis(environment, fault),
			schedule: scheduleOf(fault, faultAtMs, healedAtMs),
			onDeployed: (cluster) => {
				probe = new Probe(cluster, probeIntervalMs[options.runtime]);
			},
		});
		const end = options.timeMs + options.recoveryMs;
		const measured = measure({
			run,
			sightings: probe?.sightings ?? [],
			usage: probe?.usage ?? null,
			plannedMs: { fault: faultAtMs, healing: healedAtMs, end },
		});
		return { valid: run.verdict.valid, measured };
	} finally {
		probe?.stop();
	}
}

/** A benchmark's nemeses have their names in common with others, and are not those. */
function withNemesis(environment: RunEnvironment, { nemesis }: BenchmarkFault): RunEnvironment {
	const { registry } = environment;
	return { ...environment, registry: { ...registry, nemeses: nemesis === null ? [] : [nemesis] } };
}

/** The time of the fault in equal parts, one for each strike; half of each part it is healed, but for a single strike. */
function scheduleOf({ nemesis, strikes = 1 }: BenchmarkFault, faultAtMs: number, healedAtMs: number): Generator {
	if (nemesis === null) return timetable([]);
	const partMs = (healedAtMs - faultAtMs) / strikes;
	const downMs = strikes === 1 ? partMs : partMs / 2;
	const entries = Array.from({ length: strikes }, (_, i): readonly TimetableEntry[] => {
		const atMs = faultAtMs + i * partMs;
		return [
			{ atMs, f: 'inject', nemesis: nemesis.name },
			{ atMs: atMs + downMs, f: 'heal', nemesis: nemesis.name },
		];
	});
	return timetable(entries.flat());
}
