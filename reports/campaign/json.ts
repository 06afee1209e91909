import {
	type CampaignReporterChoice,
	type CampaignRun,
	type CampaignSummary,
	countResults,
} from '../../harness/model/index.ts';

/** One failure as the contract has it: one for each kind of anomaly that a checker found in a run. */
export interface CampaignFailure {
	readonly system: string;
	readonly mutant: string | null;
	/** A number, or a string of digits when it is above 2^53. */
	readonly seed: number | string;
	/** `null` when the run is unknown or could not be run. */
	readonly checker: string | null;
	/** The anomaly's type, or `unknown` or `error`. */
	readonly type: string;
	readonly dir: string | null;
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
export function campaignJson({ runs, millis }: CampaignSummary): CampaignJson {
	const { valid, invalid, unknown, error } = countResults(runs);
	return { runs: runs.length, valid, invalid, unknown, errors: error, millis, failures: runs.flatMap(failuresOf) };
}

function failuresOf({
	system,
	mutant,
	seed,
	result,
	reason,
	anomalies,
	directory: dir,
}: CampaignRun): CampaignFailure[] {
	if (result === 'valid') return [];
	const number = Number(seed);
	const where = { system, mutant, seed: Number.isSafeInteger(number) ? number : seed };
	const kinds = new Map(anomalies.map(({ checker, type }) => [`${checker}/${type}`, { ...where, checker, type, dir }]));
	if (kinds.size > 0) return [...kinds.values()];
	return [{ ...where, checker: null, type: result, dir, ...(reason !== null && { reason }) }];
}
