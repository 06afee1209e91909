import { type CampaignHeader, type CampaignRun, type CampaignSummary, type Shard, UsageError } from '../model/index.ts';
import { runKey } from './plan.ts';
import type { CampaignRecord } from './read-record.ts';

/** A campaign that was put together from its parts. */
export interface MergedCampaign {
	readonly header: CampaignHeader;
	readonly summary: CampaignSummary;
}

/** Throws a `UsageError` for blobs that do not belong together: of other versions, of another campaign, or of the same shard twice. */
export function checkMergeable(records: readonly CampaignRecord[]): void {
	const [first, ...others] = records;
	for (const other of others) checkSameCampaign(first as CampaignRecord, other);
	checkNoneTwice(records);
}

/**
 * Joins the blobs of a campaign's shards, which `checkMergeable` has seen. What is missing does not keep the others from
 * being reported, and keeps the campaign from passing.
 */
export function mergeRecords(records: readonly [CampaignRecord, ...CampaignRecord[]]): MergedCampaign {
	const [first] = records;
	return {
		header: { ...first.header, shard: null },
		summary: {
			runs: records.flatMap((record) => record.runs),
			// They ran side by side.
			millis: Math.max(...records.map(({ millis }) => millis)),
			thresholds: first.header.thresholds,
			missing: [...missingShards(records), ...unended(records)],
		},
	};
}

function checkSameCampaign(a: CampaignRecord, b: CampaignRecord): void {
	const [before, after] = [a.header.versions.faultline, b.header.versions.faultline];
	if (before !== after) {
		throw new UsageError(
			`Expected blobs of one version of Faultline: ${a.file} is of ${before}, ${b.file} of ${after}. Run all shards with the same version.`,
		);
	}
	if (a.header.plan !== b.header.plan) {
		throw new UsageError(
			`Expected blobs of one campaign: ${a.file} is of the plan ${a.header.plan}, ${b.file} of ${b.header.plan}. ` +
				'Their options, their config or the code that they tested differ: run all shards of one commit with the same call but for `--shard`.',
		);
	}
	if (a.header.shard?.of !== b.header.shard?.of) {
		throw new UsageError(
			`Expected shards of one division: ${a.file} is ${shardName(a.header.shard)}, ${b.file} ${shardName(b.header.shard)}`,
		);
	}
}

/** Neither a shard nor a run: a run that counts twice would falsify every figure. */
function checkNoneTwice(records: readonly CampaignRecord[]): void {
	const files = new Map<string, string>();
	const runs = new Map<string, string>();
	for (const { file, header, runs: own } of records) {
		const name = shardName(header.shard);
		const before = files.get(name);
		if (before !== undefined) throw new UsageError(`Expected each shard once: ${before} and ${file} are both ${name}`);
		files.set(name, file);
		for (const run of own) refuseTwice(run, file, runs);
	}
}

function refuseTwice(run: CampaignRun, file: string, seen: Map<string, string>): void {
	const key = runKey(run);
	const before = seen.get(key);
	if (before !== undefined) {
		throw new UsageError(`Expected each run once: ${run.system} with seed ${run.seed} is in ${before} and in ${file}`);
	}
	seen.set(key, file);
}

function missingShards(records: readonly CampaignRecord[]): string[] {
	const of = records[0]?.header.shard?.of ?? 1;
	const there = new Set(records.map(({ header }) => header.shard?.index ?? 1));
	const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !there.has(index));
	return missing.map((index) => `There is no blob of ${shardName({ index, of })}`);
}

function unended(records: readonly CampaignRecord[]): string[] {
	return records
		.filter(({ ended }) => !ended)
		.map(({ file, header }) => `${shardName(header.shard)} did not run to its end: ${file} stops before`);
}

function shardName(shard: Shard | null): string {
	return shard === null ? 'a whole campaign' : `shard ${shard.index}/${shard.of}`;
}
