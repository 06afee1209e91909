import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeIdentity } from '../campaign/code-identity.ts';
import { Journal, journalName } from '../campaign/journal.ts';
import { lastFailed } from '../campaign/last-failed.ts';
import { runKey } from '../campaign/plan.ts';
import { planIdentity } from '../campaign/plan-identity.ts';
import { type CampaignRecord, readRecord } from '../campaign/read-record.ts';
import type { Controller } from '../campaign/records.ts';
import type { EarlierRuns } from '../campaign/run-campaign.ts';
import { versions } from '../controller/versions.ts';
import { type CampaignHeader, type CampaignRun, type PlannedRun, UsageError } from '../model/index.ts';
import { countOf } from '../model/words.ts';
import { identify, isAlive, processSpace } from '../runtimes/real/process-identity.ts';
import type { ResolvedCampaign } from './campaign-plan.ts';

/** A campaign that is about to begin, or to go on. */
export interface CampaignSession {
	readonly header: CampaignHeader;
	readonly journal: Journal;
	/** What the interrupted campaign had run; nothing for one that begins. */
	readonly earlier: EarlierRuns;
}

export interface SessionOptions {
	readonly campaign: ResolvedCampaign;
	/** Files whose code, with all that it imports, decides how runs end. */
	readonly code: readonly string[];
	/** Which of the runs that failed last are to be run again; nothing where the plan is. */
	readonly again: ((run: PlannedRun) => boolean) | null;
	/** Begins afresh also where a campaign could be gone on with. */
	readonly fresh: boolean;
	/** Tells people what is decided here. */
	readonly note: (text: string) => void;
}

/**
 * Begins a campaign's journal, or goes on with the one that an interrupted campaign of the same plan left in `--out`. Throws a
 * `UsageError` when the same campaign is running there now.
 */
export async function openSession(options: SessionOptions): Promise<CampaignSession> {
	const { campaign, note } = options;
	// The slow part first: whoever writes the journal now may end in the meantime.
	const code = await Promise.all(options.code.map(codeIdentity));
	const record = readJournal(options);
	const header = headerOf(options, code, record);
	const controller = thisController();
	const isSame = record?.header.plan === header.plan && isEqual(record.header.shard, header.shard);
	if (record === undefined || record.ended || options.fresh || !isSame) {
		if (record?.ended === false) note(whyAfresh(record, options.fresh));
		return {
			header,
			journal: Journal.begin(campaign.out, header, controller),
			earlier: { runs: new Map(), millis: 0 },
		};
	}
	if (isRunning(record)) {
		throw new UsageError(
			`The same campaign is running with this \`--out\` now (process ${record.controller.pid}): wait for it, or choose another --out`,
		);
	}
	const kept = { ...record, runs: record.runs.filter(isWorthKeeping) };
	note(
		`Going on with the campaign in ${record.file}, which stopped after ${countOf(kept.runs.length, 'run')}. --fresh begins it again.`,
	);
	return {
		header,
		journal: Journal.continue(campaign.out, kept, controller),
		earlier: { runs: new Map(kept.runs.map((run) => [runKey(run), run])), millis: kept.millis },
	};
}

/** Nothing where there is none. One that this version cannot read is as good as none, unless it is asked for. */
function readJournal({ campaign, again, note }: SessionOptions): CampaignRecord | undefined {
	const file = join(campaign.out, journalName);
	if (!existsSync(file)) {
		if (again === null) return undefined;
		throw new UsageError(
			`Expected an earlier campaign in \`${campaign.out}\` for \`--last-failed\`: there is no ${file}`,
		);
	}
	try {
		return readRecord(file);
	} catch (error) {
		if (again !== null) throw error;
		note(`${(error as Error).message}. This campaign begins afresh.`);
		return undefined;
	}
}

function headerOf(
	options: SessionOptions,
	code: readonly string[],
	record: CampaignRecord | undefined,
): CampaignHeader {
	const { matrices, shard, thresholds } = options.campaign;
	const only = options.again === null || record === undefined ? null : lastFailed(record, options.again);
	const plan = planIdentity({ version: versions.faultline, code, matrices: only === null ? matrices : [], only });
	return { format: 1, plan, versions, shard, thresholds: onlyThresholds(thresholds, only), only };
}

/** As many runs as there are left to run again are enough. */
function onlyThresholds(thresholds: CampaignHeader['thresholds'], only: readonly PlannedRun[] | null) {
	return only === null ? thresholds : { ...thresholds, runsMin: Math.min(thresholds.runsMin, only.length) };
}

function whyAfresh(record: CampaignRecord, wanted: boolean): string {
	const { file, runs, controller } = record;
	if (isRunning(record)) {
		return `Another campaign is running with this --out (process ${controller.pid}): it cannot be gone on with once it is interrupted. Give each campaign an --out of its own.`;
	}
	if (wanted) return `Beginning afresh, without the ${countOf(runs.length, 'run')} in ${file}.`;
	return `${file} is of another campaign, which stopped after ${countOf(runs.length, 'run')}: its options, its config, its code or its version differ. This one begins afresh.`;
}

/** A run that could not be run may end otherwise now; and what a failure was found by must still be there. */
function isWorthKeeping({ result, directory }: CampaignRun): boolean {
	return result !== 'error' && (directory === null || existsSync(directory));
}

function isRunning({ ended, controller }: CampaignRecord): boolean {
	return !ended && controller.space === processSpace() && isAlive(controller);
}

function thisController(): Controller {
	const identity = identify(process.pid) ?? { pid: process.pid, startedAt: '' };
	return { space: processSpace(), ...identity };
}

function isEqual(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
