import {
	type CampaignReporterChoice,
	type CampaignRun,
	type CampaignSummary,
	campaignExitCode,
	countResults,
	shortfallsOf,
} from '../../harness/model/index.ts';

/** One failure as the contract has it: one for each kind of anomaly that a checker found in a run. */
export interface CampaignFailure {
	readonly project?: string;
	readonly system: string;
	readonly workload: string;
	readonly nemeses: readonly string[];
	readonly mutant: string | null;
	readonly runtime: string;
	/** A number, or a string of digits when it is above 2^53. */
	readonly seed: number | string;
	/** `null` when the run is unknown or could not be run. */
	readonly checker: string | null;
	/** The anomaly's type, or `unknown`, `error`, or `nondeterminism` where the same seed ended in two ways. */
	readonly type: string;
	readonly dir: string | null;
	/** The command that runs it again. */
	readonly replay: string;
	/** Why there is no verdict. */
	readonly reason?: string;
}

/** A campaign for programs: the counts, and every failure. */
export interface CampaignJson {
	readonly runs: number;
	readonly valid: number;
	readonly invalid: number;
	readonly unknown: number;
	readonly errors: number;
	readonly millis: number;
	readonly exitCode: number;
	/** Why it does not pass, in words; empty when it does. */
	readonly shortfalls: readonly string[];
	readonly failures: readonly CampaignFailure[];
}

/** `campaign.json`: the summary for machines. */
export const json: CampaignReporterChoice = {
	name: 'json',
	description: 'the counts and the failures for machines, in campaign.json',
	create: ({ writeFile }) => ({
		onEnd: (summary) => writeFile('campaign.json', `${JSON.stringify(campaignJson(summary), null, '\t')}\n`),
	}),
};

/** What `--json` prints and `campaign.json` holds. */
export function campaignJson(summary: CampaignSummary): CampaignJson {
	const { runs, millis } = summary;
	const { valid, invalid, unknown, error } = countResults(runs);
	return {
		runs: runs.length,
		valid,
		invalid,
		unknown,
		errors: error,
		millis,
		exitCode: campaignExitCode(summary),
		shortfalls: shortfallsOf(summary).map(({ message }) => message),
		failures: runs.flatMap(failuresOf),
	};
}

function failuresOf(run: CampaignRun): CampaignFailure[] {
	const { result, reason, anomalies, nondeterministic } = run;
	if (result === 'valid') return [];
	const kinds = new Map(anomalies.map(({ checker, type }) => [`${checker}/${type}`, { checker, type }]));
	if (kinds.size > 0) return [...kinds.values()].map((kind) => failure(run, kind));
	const type = nondeterministic === true ? 'nondeterminism' : result;
	return [{ ...failure(run, { checker: null, type }), ...(reason !== null && { reason }) }];
}

function failure(run: CampaignRun, kind: Pick<CampaignFailure, 'checker' | 'type'>): CampaignFailure {
	const { project, system, workload, nemeses, mutant, runtime, directory, replay } = run;
	const number = Number(run.seed);
	const seed = Number.isSafeInteger(number) ? number : run.seed;
	const where = { system, workload, nemeses, mutant, runtime, seed };
	return { ...(project !== null && { project }), ...where, ...kind, dir: directory, replay };
}
