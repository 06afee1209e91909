import { type PlannedRun, UsageError } from '../model/index.ts';
import type { CampaignRecord } from './read-record.ts';

/**
 * The runs of an earlier campaign that were not valid, to be run again with the very same options. Of a campaign of this
 * kind that did not come to its end: all that it was about to run.
 *
 * Throws a `UsageError` when runs have failed and none of them is wanted.
 */
export function lastFailed(
	record: CampaignRecord,
	isWanted: (run: PlannedRun) => boolean = () => true,
): readonly PlannedRun[] {
	const failed = failedRuns(record);
	const wanted = failed.filter(isWanted);
	if (failed.length === 0 || wanted.length > 0) return wanted;
	throw new UsageError(
		`None of the runs that failed according to ${record.file} (${failed.length}) is one that this call names: name others, or none`,
	);
}

function failedRuns({ ended, header, runs }: CampaignRecord): readonly PlannedRun[] {
	if (!ended && header.only !== null) return header.only;
	return runs
		.filter(({ result }) => result !== 'valid')
		.map(({ options, project, mix, explore }) => ({
			options,
			project,
			mix,
			...(explore && { explore }),
			repeat: true,
		}));
}
