import {
	type CampaignReporter,
	type CampaignSummary,
	campaignExitCode,
	closingLine,
	type Registry,
	shortfallsOf,
} from '../model/index.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';
import { printError } from './print-error.ts';

export interface CampaignEndOptions {
	readonly reporters: readonly CampaignReporter[];
	readonly registry: Registry;
	readonly output: Output;
	readonly json: boolean;
	readonly debug: boolean;
}

/**
 * The end of a campaign: its reports, what keeps it from passing, the closing line. A report that cannot be written keeps
 * no other from being written, and the call from ending well.
 */
export function endCampaign(summary: CampaignSummary, options: CampaignEndOptions): ExitCode {
	const { reporters, registry, output } = options;
	let isReported = true;
	for (const reporter of reporters) {
		try {
			reporter.onEnd?.(summary);
		} catch (error) {
			printError(error, options);
			isReported = false;
		}
	}
	if (options.json) output.json(registry.reports.campaignJson(summary));
	for (const { message, obvious = false } of shortfallsOf(summary)) if (!obvious) output.note(`${message}.`);
	output.line(closingLine(summary.runs));
	return isReported ? campaignExitCode(summary) : exitCodes.failed;
}
