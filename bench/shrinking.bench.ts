import { planTests } from '../harness/campaign/plan.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { versions } from '../harness/controller/versions.ts';
import type { RunRecord } from '../harness/model/index.ts';
import { createSimulation } from '../harness/runtimes/simulation/index.ts';
import { formatRepro } from '../harness/shrink/repro.ts';
import { shrink } from '../harness/shrink/shrink.ts';
import { registry } from '../registry.ts';
import { type Measurement, timed } from './measurement.ts';

/** Raft's, unless given. */
const wantedMutants = process.env['FAULTLINE_BENCH_MUTANTS']?.split(',') ?? [
	'stale-reads',
	'reply-before-commit',
	'ack-before-sync',
	'vote-without-log-check',
	'vote-not-persisted',
	'commit-previous-term',
];
const strategy = process.env['FAULTLINE_BENCH_STRATEGIES']?.split(',')[0] ?? 'pct';
/** Whether it is done a second time, to compare. */
const twice = process.env['FAULTLINE_BENCH_TWICE'] !== 'no';
const seedsMax = 500n;

const environment = { registry, runtime: createSimulation({ keepTrace: false }), versions };

/** The first failing run of each mutant, a minute long, shrunk: how small it becomes, how long that takes, and whether it is the same twice. */
export async function* bench(): AsyncGenerator<Measurement> {
	for (const mutant of wantedMutants) {
		const run = await firstFailure(mutant);
		if (run === undefined) yield { bench: `shrinking/${mutant}`, value: Number.NaN, unit: 's', found: false };
		else yield await measure(mutant, run);
	}
}

async function measure(mutant: string, run: RunRecord): Promise<Measurement> {
	const texts: string[] = [];
	let figures = {};
	const { seconds, cpuSeconds } = await timed(async () => {
		const shrunk = await shrink(run, environment, { budgetMs: 600_000 });
		texts.push(formatRepro(shrunk.repro));
		const { before, after, candidates, ended, repro } = shrunk;
		figures = {
			...after,
			anomaly: repro.found.type,
			before: { ...before },
			candidates,
			ended,
			story: [...repro.story],
		};
	});
	if (twice) texts.push(formatRepro((await shrink(run, environment, { budgetMs: 600_000 })).repro));
	return {
		bench: `shrinking/${mutant}`,
		value: Math.round(cpuSeconds * 10) / 10,
		unit: 's',
		seconds: Math.round(seconds * 10) / 10,
		seed: run.options.seed,
		...(twice && { deterministic: texts[0] === texts[1] }),
		...figures,
	};
}

/** What clients see, where there is such a thing within the seeds: else what an invariant saw. */
async function firstFailure(mutant: string): Promise<RunRecord | undefined> {
	const matrix = {
		systems: ['raft'],
		workloads: [null],
		nemeses: [null],
		strategy,
		mutants: [mutant],
		seeds: [{ first: 1n, last: seedsMax }],
		common: { timeMs: 60_000 },
	};
	for (const options of planTests(matrix, registry, environment.runtime)) {
		// A change of members takes effect some time after it was asked for, and cannot be written down exactly.
		if (options.nemeses.some((name) => name.startsWith('member'))) continue;
		const run = await runTest(options, environment);
		const accusers = Object.entries(run.verdict.checkers).filter(([, { valid }]) => valid === false);
		if (accusers.some(([name]) => name !== 'progress' && name !== 'cost')) return run;
	}
	return undefined;
}
