import { type RunEnvironment, runTest } from '../controller/run-test.ts';
import { explore } from '../controller/strategy/explore.ts';
import {
	type CampaignRun,
	type PlannedRun,
	type RunRecord,
	replayCommand,
	resultOf,
	type TestOptions,
	type Verdict,
} from '../model/index.ts';
import { createSimulation } from '../runtimes/simulation/index.ts';

/** The same seed ended in two ways. Nothing that such a system shows can be relied on. */
class NondeterminismError extends Error {
	override readonly name = 'NondeterminismError';
}

/**
 * One run of a campaign. In the simulation nothing is kept of a run that is valid; any other is run a second time, with
 * its trace and its folder. That the second run is the same as the first is checked: a finding that cannot be repeated
 * is an error of determinism, not a finding.
 */
export async function runOnce(planned: PlannedRun, environment: RunEnvironment): Promise<CampaignRun> {
	const startedAt = performance.now();
	const millis = (): number => Math.round(performance.now() - startedAt);
	let directory: string | null = null;
	const onFolder = (path: string): void => {
		directory = path;
	};
	try {
		const run = await execute(planned, { ...environment, onFolder });
		const replay = replayCommand(run.options);
		return { ...describe(planned), replay, ...judge(run, environment), millis: millis() };
	} catch (error) {
		if (environment.signal?.aborted) throw error;
		return { ...describe(planned), ...failed(error, directory), millis: millis() };
	}
}

/** A run that ended for a reason outside it, with nothing to show. */
export function failedRun(planned: PlannedRun, error: unknown, millis: number): CampaignRun {
	return { ...describe(planned), ...failed(error, null), millis };
}

function execute(planned: PlannedRun, environment: RunEnvironment): Promise<RunRecord> {
	const { options, repeat } = planned;
	if (planned.explore) return exploreSeed(options, environment);
	return options.runtime === 'sim' ? simulate(options, repeat, environment) : runTest(options, environment);
}

async function simulate(options: TestOptions, repeat: boolean, environment: RunEnvironment): Promise<RunRecord> {
	const { out, onFolder, ...quiet } = environment;
	const runtime = createSimulation({ keepTrace: false });
	const first = await runTest(options, { ...quiet, runtime });
	if (first.verdict.valid === true) {
		if (repeat) compare(first, await runTest(options, { ...quiet, runtime }));
		return first;
	}
	const second = await runTest(options, { ...environment, runtime: createSimulation() });
	compare(first, second);
	return second;
}

/** The last run of the seed's session: the first that is not valid, or one like all others. */
async function exploreSeed(options: TestOptions, environment: RunEnvironment): Promise<RunRecord> {
	const { out: _, onFolder: __, ...quiet } = environment;
	let last: RunRecord | undefined;
	for await (const run of explore(options, { ...quiet, runtime: createSimulation({ keepTrace: false }) })) last = run;
	const found = last as RunRecord;
	return found.verdict.valid === true ? found : simulate(found.options, false, environment);
}

/**
 * Throws a `NondeterminismError` unless both are the same run with the same verdict. That a checker ran out of time in one of
 * them says nothing.
 */
function compare({ verdict: first }: RunRecord, { verdict: second }: RunRecord): void {
	if (first.traceHash !== second.traceHash) {
		throw new NondeterminismError(
			`The simulation did not repeat itself: the same seed gave the trace hash ${first.traceHash}, then ${second.traceHash}. ` +
				'Does the system keep state outside its nodes, or look at the real clock?',
		);
	}
	const decided = first.valid !== 'unknown' && second.valid !== 'unknown';
	if (decided && first.valid !== second.valid) {
		const [before, after] = [first, second].map(({ valid }) => resultOf(valid));
		throw new NondeterminismError(
			`The same history (trace hash ${first.traceHash}) was judged ${before}, then ${after}. ` +
				'Does a checker keep something from run to run, or depend on more than the history?',
		);
	}
}

type Description = Pick<
	CampaignRun,
	| 'project'
	| 'mix'
	| 'explore'
	| 'options'
	| 'system'
	| 'workload'
	| 'nemeses'
	| 'mutant'
	| 'runtime'
	| 'seed'
	| 'replay'
>;

function describe({ options, project, mix, explore }: PlannedRun): Description {
	const { system, workload, nemeses, mutant, runtime, seed } = options;
	const replay = replayCommand(options);
	return {
		project,
		mix,
		...(explore && { explore }),
		system,
		workload,
		nemeses,
		mutant,
		runtime,
		seed,
		replay,
		options,
	};
}

type Judgement = Omit<CampaignRun, keyof Description | 'millis'>;

function judge(run: RunRecord, { registry }: RunEnvironment): Judgement {
	const { verdict } = run;
	const results = Object.entries(verdict.checkers);
	return {
		result: resultOf(verdict.valid),
		reason:
			verdict.valid === 'unknown' ? (results.find(([, { valid }]) => valid === 'unknown')?.[1].reason ?? null) : null,
		operations: verdict.operations,
		traceHash: verdict.traceHash,
		anomalies: anomaliesOf(verdict),
		directory: run.directory ?? null,
		text: verdict.valid === true ? null : registry.reports.terminal(run, { color: false }),
	};
}

/** What all checkers found. */
export function anomaliesOf({ checkers }: Verdict): CampaignRun['anomalies'] {
	return Object.entries(checkers).flatMap(([checker, { anomalies }]) =>
		anomalies.map(({ type, message }) => ({ checker, type, message })),
	);
}

function failed(error: unknown, directory: string | null): Judgement {
	const reason = error instanceof Error ? error.message : String(error);
	return {
		result: 'error',
		...(error instanceof NondeterminismError && { nondeterministic: true }),
		reason,
		operations: { ok: 0, fail: 0, info: 0 },
		traceHash: null,
		anomalies: [],
		directory,
		text: reason,
	};
}
