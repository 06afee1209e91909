import { describe, expect, it } from 'vitest';
import { campaignExitCode } from '../model/index.ts';
import { checkMergeable, mergeRecords } from './merge.ts';
import type { CampaignRecord } from './read-record.ts';
import { endedRun, header, recordOf } from './testing/runs.ts';

function shard(
	index: number,
	of: number,
	seeds: readonly number[],
	change: Partial<CampaignRecord> = {},
): CampaignRecord {
	const runs = seeds.map((seed) => endedRun(seed));
	return recordOf(runs, { file: `blob-${index}.jsonl`, header: { ...header, shard: { index, of } }, ...change });
}

describe('mergeRecords', () => {
	it('has the runs of all, and the time of the longest', () => {
		const records = [shard(1, 2, [1, 3]), shard(2, 2, [2, 4], { millis: 300 })] as const;
		checkMergeable(records);
		const { header: merged, summary } = mergeRecords(records);
		expect(merged.shard).toBeNull();
		expect(summary).toMatchObject({ millis: 300, missing: [] });
		expect(summary.runs.map(({ seed }) => seed)).toEqual(['1', '3', '2', '4']);
		expect(campaignExitCode(summary)).toBe(0);
	});

	it('does not pass without a shard, or with one that did not end', () => {
		const missing = mergeRecords([shard(1, 3, [1]), shard(3, 3, [3])]).summary;
		expect(missing.missing).toEqual(['There is no blob of shard 2/3']);
		expect(campaignExitCode(missing)).toBe(255);
		const cut = mergeRecords([shard(1, 2, [1]), shard(2, 2, [2], { ended: false })]).summary;
		expect(cut.missing).toEqual(['shard 2/2 did not run to its end: blob-2.jsonl stops before']);
		expect(campaignExitCode(cut)).toBe(255);
	});
});

describe('checkMergeable refuses', () => {
	const ofVersion = { ...header, versions: { ...header.versions, faultline: '0.2.0' }, shard: { index: 2, of: 2 } };
	const ofPlan = { ...header, plan: 'fedcba9876543210', shard: { index: 2, of: 2 } };
	it.each([
		['mixed versions', shard(2, 2, [2], { header: ofVersion }), 'blob-1.jsonl is of 0.1.0, blob-2.jsonl of 0.2.0'],
		['different plans', shard(2, 2, [2], { header: ofPlan }), 'Expected blobs of one campaign'],
		['different divisions', shard(2, 3, [2]), 'blob-1.jsonl is shard 1/2, blob-2.jsonl shard 2/3'],
		['a whole beside a part', shard(2, 2, [2], { header }), 'blob-1.jsonl is shard 1/2, blob-2.jsonl a whole campaign'],
		['a shard twice', shard(1, 2, [1]), 'are both shard 1/2'],
		['a run twice', shard(2, 2, [1]), 'primary with seed 1 is in blob-1.jsonl and in blob-2.jsonl'],
	])('%s', (_, second, message) => {
		expect(() => checkMergeable([shard(1, 2, [1]), second])).toThrow(message);
	});
});
