import { createHash } from 'node:crypto';
import type { PlannedRun } from '../model/index.ts';
import { type CampaignMatrix, runKey } from './plan.ts';

/** All that decides which runs a campaign has and how they end. */
export interface PlanIdentityParts {
	/** Of Faultline. */
	readonly version: string;
	/** Hashes of the code that runs: Faultline's own, and what the config brings. */
	readonly code: readonly string[];
	readonly matrices: readonly CampaignMatrix[];
	/** Instead of the matrices' runs, these. */
	readonly only: readonly PlannedRun[] | null;
}

/**
 * 16 hexadecimal digits that are the same for two campaigns only if their runs would be the same. What decides how many are
 * run, and how fast, has no part in it: budget, jobs, bail, shard.
 */
export function planIdentity({ version, code, matrices, only }: PlanIdentityParts): string {
	const parts = { version, code, matrices, only: only?.map(runKey) ?? null };
	const text = JSON.stringify(parts, (_, value) => (typeof value === 'bigint' ? String(value) : value));
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
