import type { CampaignResult, CampaignRun, CampaignSummary } from './campaign.ts';
import type { Validity } from './verdict.ts';
import { countOf } from './words.ts';

/**
 * What a campaign must reach to pass, beside having no anomaly. Shares are from 0 to 1. An anomaly is never tolerated, and
 * neither is a run that does not repeat itself.
 */
export interface Thresholds {
	/** So many of the runs may be unknown: above it the exit code is 2. */
	readonly unknownShareMax: number;
	/** So many of the runs may be impossible to run: above it the exit code is 255. */
	readonly errorShareMax: number;
	/** With fewer runs the exit code is 2: what was not run says nothing. */
	readonly runsMin: number;
	/** So many of all operations must have succeeded, otherwise the exit code is 2: a cluster that does nothing does nothing wrong. */
	readonly okShareMin: number;
}

export const defaultThresholds: Thresholds = { unknownShareMax: 0, errorShareMax: 0, runsMin: 1, okShareMin: 0 };

/** How many runs ended in each way. */
export function countResults(runs: Iterable<CampaignRun>): Record<CampaignResult, number> {
	const counts = { valid: 0, invalid: 0, unknown: 0, error: 0 };
	for (const run of runs) counts[run.result]++;
	return counts;
}

/** How a verdict counts in a campaign. */
export function resultOf(valid: Validity): CampaignResult {
	if (valid === 'unknown') return 'unknown';
	return valid ? 'valid' : 'invalid';
}

/** The closing line: `12 valid, 1 invalid, 0 unknown`. */
export function closingLine(runs: Iterable<CampaignRun>): string {
	const { valid, invalid, unknown, error } = countResults(runs);
	return `${valid} valid, ${invalid} invalid, ${unknown} unknown${error > 0 ? `, ${error} could not be run` : ''}`;
}

/** Why a campaign does not pass. */
export interface Shortfall {
	readonly exitCode: 1 | 2 | 255;
	/** In words, without a full stop. */
	readonly message: string;
	/** The closing line says it already. */
	readonly obvious?: boolean;
}

/** A campaign's exit code: 255, then 1, then 2: an unknown never hides a failure, an error hides nothing. */
export function campaignExitCode(summary: CampaignSummary): 0 | 1 | 2 | 255 {
	const codes = shortfallsOf(summary).map(({ exitCode }) => exitCode);
	return ([255, 1, 2] as const).find((code) => codes.includes(code)) ?? 0;
}

/** Everything that keeps a campaign from passing; nothing when it passes. */
export function shortfallsOf({ runs, thresholds, missing }: CampaignSummary): readonly Shortfall[] {
	const { unknownShareMax, errorShareMax, runsMin, okShareMin } = thresholds;
	const counts = countResults(runs);
	const shareOf = (count: number): number => (runs.length === 0 ? 0 : count / runs.length);
	const nondeterministic = runs.filter((run) => run.nondeterministic === true).length;
	const notRun = counts.error - nondeterministic;
	const okShare = okShareOf(runs);
	const shortfalls: (Shortfall | false)[] = [
		...missing.map((message) => ({ exitCode: 255, message }) as const),
		nondeterministic > 0 && {
			exitCode: 255,
			message: `${countOf(nondeterministic, 'run')} did not repeat ${nondeterministic === 1 ? 'itself' : 'themselves'}: the same seed ended in two ways`,
		},
		shareOf(notRun) > errorShareMax && {
			exitCode: 255,
			message: `${countOf(notRun, 'run')} could not be run${tolerance(notRun, runs.length, errorShareMax)}`,
			obvious: errorShareMax === 0,
		},
		counts.invalid > 0 && {
			exitCode: 1,
			message: `${countOf(counts.invalid, 'run')} found an anomaly`,
			obvious: true,
		},
		shareOf(counts.unknown) > unknownShareMax && {
			exitCode: 2,
			message: `${countOf(counts.unknown, 'run')} ended without a verdict${tolerance(counts.unknown, runs.length, unknownShareMax)}`,
			obvious: unknownShareMax === 0,
		},
		runs.length < runsMin && {
			exitCode: 2,
			message: `${countOf(runs.length, 'run')} ended, and at least ${runsMin} ${runsMin === 1 ? 'is' : 'are'} wanted`,
		},
		okShare < okShareMin && {
			exitCode: 2,
			message: `${percent(okShare)} of the operations succeeded, and at least ${percent(okShareMin)} are wanted`,
		},
	];
	return shortfalls.filter((shortfall) => shortfall !== false);
}

/** Of all operations whose outcome was asked for, in all runs; nothing succeeded where there was none. */
function okShareOf(runs: readonly CampaignRun[]): number {
	let ok = 0;
	let all = 0;
	for (const { operations } of runs) {
		ok += operations.ok;
		all += operations.ok + operations.fail + operations.info;
	}
	return all === 0 ? 0 : ok / all;
}

/** Said only where something would have been tolerated. */
function tolerance(count: number, runs: number, shareMax: number): string {
	return shareMax === 0 ? '' : `: ${percent(count / runs)} of them, and at most ${percent(shareMax)} are tolerated`;
}

function percent(share: number): string {
	return `${Number((share * 100).toFixed(2))}%`;
}
