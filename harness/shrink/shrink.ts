import { type RunEnvironment, runTest } from '../controller/run-test.ts';
import { recordScenario } from '../controller/scenario/record-scenario.ts';
import { type RunRecord, UsageError } from '../model/index.ts';
import { createSimulation } from '../runtimes/simulation/index.ts';
import { type Candidate, type Size, sizeOf } from './candidate.ts';
import { type AnomalyKind, chooseFinding } from './kind.ts';
import { fewerClients } from './passes/clients.ts';
import { simplerDelays } from './passes/delays.ts';
import { fewerFaults, fewerOperations, fewFaultsByLuck } from './passes/events.ts';
import { fewerNodes } from './passes/nodes.ts';
import { simplerFaults } from './passes/simpler-faults.ts';
import { simplerOperations } from './passes/simpler-operations.ts';
import { rounderTimes } from './passes/times.ts';
import { smallerValues } from './passes/values.ts';
import { cutTheBeginning, cutTheEnd, keepTheKeys } from './passes/window.ts';
import { type Repro, reproOf } from './repro.ts';
import { runAndJudge, Trials, TrialsEnded, trialEnvironment } from './trials.ts';

export interface ShrinkOptions {
	/** Wall time. When it is over the smallest candidate so far is the result. */
	readonly budgetMs: number;
	/** The anomaly's type, where the run shows several; the first one unless given. */
	readonly anomaly?: string | undefined;
	/** Told after each pass. */
	onProgress?(progress: ShrinkProgress): void;
}

export interface ShrinkProgress {
	readonly pass: string;
	readonly size: Size;
	readonly candidates: number;
}

export interface Shrunk {
	readonly repro: Repro;
	/** The repro's run. */
	readonly run: RunRecord;
	readonly kind: AnomalyKind;
	readonly before: Size;
	readonly after: Size;
	/** How many were tried. */
	readonly candidates: number;
	/**
	 * Why it ended: nothing smaller was found; or it has simulated so much that it is not worth going on; or the budget was
	 * over or somebody interrupted it, and the next time the result may be another.
	 */
	readonly ended: 'smallest' | 'interrupted' | TrialsEnded['reason'];
}

/** About a minute of a processor's time. */
const nodeSecondsMax = 60_000;
const roundsMax = 4;

/**
 * The smallest run that fails in the same way: fewest faults, operations, clients and nodes, in the shortest time, with
 * messages that all take the same time. The same run is always shrunk to the same one, unless the budget ends it.
 *
 * Throws a `UsageError` for a run that is no simulation, did not fail, or does not fail again.
 */
export async function shrink(run: RunRecord, environment: RunEnvironment, options: ShrinkOptions): Promise<Shrunk> {
	if (run.options.runtime !== 'sim') {
		throw new UsageError(`Expected a simulation to shrink, got a run in \`${run.options.runtime}\``);
	}
	const { kind } = chooseFinding(run, options.anomaly);
	const first = candidateOf(run);
	const trial = trialEnvironment(environment, kind);
	const failure = await runAndJudge(first, kind, trial);
	if (failure === undefined) {
		throw new UsageError(
			`The run does not show \`${kind.type}\` again when its operations and faults are repeated one by one. ` +
				'Was it recorded with another version of Faultline, or of the system?',
		);
	}
	const trials = new Trials(first, failure, kind, trial, { budgetMs: options.budgetMs, nodeSecondsMax });
	const ended = await untilNothingHelps(trials, options, environment.signal);
	const smallest = { ...trials.best, timeMs: Math.max(1, Math.ceil(trials.best.scenario.endMs)) };
	// Whoever interrupted the search still wants its result.
	const { signal: _, ...undisturbed } = trial;
	const record = await runTest(smallest, { ...undisturbed, runtime: createSimulation() });
	return {
		repro: reproOf(record, kind),
		run: record,
		kind,
		before: sizeOf(first),
		after: sizeOf(smallest),
		candidates: trials.count,
		ended,
	};
}

/** The run, with everything that was done in it written down. */
function candidateOf(run: RunRecord): Candidate {
	const scenario = run.options.scenario ?? recordScenario(run);
	const { image: _, ...options } = run.options;
	return { ...options, nemeses: [], scenario };
}

async function untilNothingHelps(
	trials: Trials,
	{ onProgress }: ShrinkOptions,
	signal: AbortSignal | undefined,
): Promise<Shrunk['ended']> {
	try {
		for (let round = 0; round < roundsMax; round++) {
			const before = JSON.stringify(trials.best);
			for (const [pass, run] of passesOf(round)) {
				await run(trials);
				onProgress?.({ pass, size: sizeOf(trials.best), candidates: trials.count });
			}
			if (JSON.stringify(trials.best) === before) break;
		}
		return 'smallest';
	} catch (error) {
		if (error instanceof TrialsEnded) return error.reason;
		if (signal?.aborted === true) return 'interrupted';
		throw error;
	}
}

type Pass = readonly [name: string, run: (trials: Trials) => Promise<void>];

/** At first what makes runs short, so that all that follows is quick; luck is tried harder the less there is left. */
function passesOf(round: number): readonly Pass[] {
	const seedCount = round === 0 ? 2 : 6 * round;
	const opening: readonly Pass[] = [
		['time', cutTheEnd],
		['keys', keepTheKeys],
		['time', cutTheBeginning],
	];
	return [
		...(round === 0 ? opening : [['time', cutTheEnd] as const]),
		...(round === 0 ? [] : [['operations', (trials: Trials) => simplerOperations(trials, seedCount)] as const]),
		['operations', (trials) => fewerOperations(trials, seedCount)],
		['faults', (trials) => fewerFaults(trials, seedCount)],
		...(round === 0 ? [] : [['faults', fewFaultsByLuck] as const]),
		['nodes', (trials) => fewerNodes(trials, 4 * seedCount)],
		['delays', (trials) => simplerDelays(trials, 2 * seedCount)],
		['clients', (trials) => fewerClients(trials, seedCount)],
		['faults', simplerFaults],
		['time', (trials) => rounderTimes(trials, seedCount)],
		['values', smallerValues],
	];
}
