import { type CampaignResult, HistoryError, UsageError, type Validity } from '../model/index.ts';

/** Jepsen's, so that its users feel at home. */
export const exitCodes = {
	valid: 0,
	/** An anomaly was found; `replay`: it was found again. */
	invalid: 1,
	unknown: 2,
	/** The call, the config or a file is wrong. */
	usage: 254,
	/** The test could not be run. */
	failed: 255,
	/** After healing and removing everything. */
	interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf(result: Validity | CampaignResult): ExitCode {
	switch (result) {
		case true:
		case 'valid':
			return exitCodes.valid;
		case false:
		case 'invalid':
			return exitCodes.invalid;
		case 'unknown':
			return exitCodes.unknown;
		case 'error':
			return exitCodes.failed;
	}
}

/** Errors that say by their name whose fault they are: their classes belong to parts that the harness does not import. */
const usageErrorNames: ReadonlySet<string> = new Set(['ModelError']);

/** What a command that ended in an error exits with. */
export function exitCodeOfError(error: unknown): ExitCode {
	if (!(error instanceof Error)) return exitCodes.failed;
	if (error instanceof UsageError || error instanceof HistoryError) return exitCodes.usage;
	if (error.name === 'AbortedError' || error.name === 'AbortError') return exitCodes.interrupted;
	return usageErrorNames.has(error.name) ? exitCodes.usage : exitCodes.failed;
}
