import { type RunEnvironment, runTest } from '../controller/run-test.ts';
import { type CampaignRun, type RunRecord, replayCommand, resultOf, type TestOptions } from '../model/index.ts';
import { createSimulation } from '../runtimes/simulation/index.ts';

/**
 * One run of a campaign. In the simulation nothing is kept of a run that is valid; any other is run a second time, with
 * its trace and its folder. That the second run is the same as the first is checked: a finding that cannot be repeated
 * is an error of the harness, not a finding.
 */
export async function runOnce(options: TestOptions, environment: RunEnvironment): Promise<CampaignRun> {
	const startedAt = performance.now();
	const millis = (): number => Math.round(performance.now() - startedAt);
	let directory: string | null = null;
	const onFolder = (path: string): void => {
		directory = path;
	};
	try {
		const run = await execute(options, { ...environment, onFolder });
		return { ...describe(options), ...judge(run, environment), millis: millis() };
	} catch (error) {
		if (environment.signal?.aborted) throw error;
		return { ...describe(options), ...failed(error, directory), millis: millis() };
	}
}

function execute(options: TestOptions, environment: RunEnvironment): Promise<RunRecord> {
	return options.runtime === 'sim' ? simulateTwice(options, environment) : runTest(options, environment);
}

async function simulateTwice(options: TestOptions, environment: RunEnvironment): Promise<RunRecord> {
	const { out, ...quiet } = environment;
	const first = await runTest(options, { ...quiet, runtime: createSimulation({ keepTrace: false }) });
	if (first.verdict.valid === true) return first;
	const second = await runTest(options, { ...environment, runtime: createSimulation() });
	if (second.verdict.traceHash !== first.verdict.traceHash) {
		throw new Error(
			`The simulation did not repeat itself: the trace hash was ${first.verdict.traceHash}, then ${second.verdict.traceHash}. ` +
				'Does the system keep state outside its nodes, or look at the real clock?',
		);
	}
	return second;
}

function describe(
	options: TestOptions,
): Pick<CampaignRun, 'system' | 'workload' | 'nemeses' | 'mutant' | 'runtime' | 'seed' | 'replay'> {
	const { system, workload, nemeses, mutant, runtime, seed } = options;
	return { system, workload, nemeses, mutant, runtime, seed, replay: replayCommand(options) };
}

type Judgement = Pick<CampaignRun, 'result' | 'reason' | 'operations' | 'anomalies' | 'directory' | 'text'>;

function judge(run: RunRecord, { registry }: RunEnvironment): Judgement {
	const { verdict } = run;
	const results = Object.entries(verdict.checkers);
	return {
		result: resultOf(verdict.valid),
		reason:
			verdict.valid === 'unknown' ? (results.find(([, { valid }]) => valid === 'unknown')?.[1].reason ?? null) : null,
		operations: verdict.operations,
		anomalies: results.flatMap(([checker, { anomalies }]) =>
			anomalies.map(({ type, message }) => ({ checker, type, message })),
		),
		directory: run.directory ?? null,
		text: verdict.valid === true ? null : registry.reports.terminal(run, { color: false }),
	};
}

function failed(error: unknown, directory: string | null): Judgement {
	const reason = error instanceof Error ? error.message : String(error);
	return {
		result: 'error',
		reason,
		operations: { ok: 0, fail: 0, info: 0 },
		anomalies: [],
		directory,
		text: reason,
	};
}
