import { z } from 'zod';
import type { CampaignHeader, CampaignRun } from '../model/index.ts';

/**
 * The lines of a campaign's journal (`journal.jsonl`) and of a blob: a header, a line for each run that has ended, and a
 * last line when the campaign has. What a killed campaign leaves is such a file without the last line.
 */
export type CampaignLine =
	| { readonly type: 'campaign'; readonly header: CampaignHeader; readonly controller: Controller }
	| { readonly type: 'run'; readonly run: CampaignRun; readonly elapsedMs: number }
	| { readonly type: 'end'; readonly millis: number };

/** Who writes a journal: another campaign must not go on with it while that one lives. */
export interface Controller {
	/** Where process ids mean the same. */
	readonly space: string;
	readonly pid: number;
	readonly startedAt: string;
}

export const formatVersion = 1;

const options = z.looseObject({
	system: z.string(),
	workload: z.string(),
	runtime: z.enum(['sim', 'process', 'docker']),
	nemeses: z.array(z.string()),
	mutant: z.string().nullable(),
	seed: z.string(),
});

const planned = z.object({
	options,
	project: z.string().nullable(),
	mix: z.string(),
	explore: z.literal(true).optional(),
	repeat: z.boolean(),
});

const share = z.number().min(0).max(1);

const header = z.object({
	format: z.literal(formatVersion),
	plan: z.string(),
	versions: z.object({ faultline: z.string(), node: z.string() }),
	shard: z.object({ index: z.int().positive(), of: z.int().positive() }).nullable(),
	thresholds: z.object({
		unknownShareMax: share,
		errorShareMax: share,
		runsMin: z.number(),
		okShareMin: share,
	}),
	only: z.array(planned).nullable(),
});

const run = planned.omit({ repeat: true }).extend({
	system: z.string(),
	workload: z.string(),
	nemeses: z.array(z.string()),
	mutant: z.string().nullable(),
	runtime: z.string(),
	seed: z.string(),
	result: z.enum(['valid', 'invalid', 'unknown', 'error']),
	nondeterministic: z.literal(true).optional(),
	reason: z.string().nullable(),
	operations: z.object({ ok: z.number(), fail: z.number(), info: z.number() }),
	millis: z.number(),
	traceHash: z.string().nullable(),
	anomalies: z.array(z.object({ checker: z.string(), type: z.string(), message: z.string() })),
	directory: z.string().nullable(),
	replay: z.string(),
	text: z.string().nullable(),
});

const line = z.discriminatedUnion('type', [
	z.object({
		type: z.literal('campaign'),
		header,
		controller: z.object({ space: z.string(), pid: z.number(), startedAt: z.string() }),
	}),
	z.object({ type: z.literal('run'), run, elapsedMs: z.number() }),
	z.object({ type: z.literal('end'), millis: z.number() }),
]);

/** One line, checked. Throws an `Error` that says what is wrong with it. */
export function parseLine(text: string): CampaignLine {
	const value: unknown = JSON.parse(text);
	const parsed = line.safeParse(value);
	// As it is and not as it was parsed: the order of its keys is part of what tells runs apart.
	if (parsed.success) return value as CampaignLine;
	throw new Error(z.prettifyError(parsed.error).replaceAll('\n', ' '));
}
