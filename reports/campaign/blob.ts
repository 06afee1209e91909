import type { CampaignHeader, CampaignReporterChoice } from '../../harness/model/index.ts';

/**
 * `blob.jsonl`, or `blob-2-of-5.jsonl` for a shard: every run as the reporters were told of it, for `faultline merge-reports`. The
 * lines are those of the campaign's journal.
 */
export const blob: CampaignReporterChoice = {
	name: 'blob',
	description: 'all runs of a shard for merge-reports, in blob-2-of-5.jsonl',
	create({ writeFile }) {
		let header: CampaignHeader | undefined;
		return {
			onBegin(plan) {
				header = plan.header;
			},
			onEnd({ runs, millis }) {
				if (header === undefined) return;
				const lines = [
					{ type: 'campaign', header, controller: { space: '', pid: 0, startedAt: '' } },
					...runs.map((run) => ({ type: 'run', run, elapsedMs: millis })),
					{ type: 'end', millis },
				];
				writeFile(nameOf(header), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
			},
		};
	},
};

/** A name of its own for each shard: CI servers put the files of all jobs into one folder. */
function nameOf({ shard }: CampaignHeader): string {
	return shard === null ? 'blob.jsonl' : `blob-${shard.index}-of-${shard.of}.jsonl`;
}
