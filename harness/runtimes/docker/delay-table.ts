import { createHash } from 'node:crypto';
import type { LinkCondition } from '../conditions.ts';
import { drawMs } from '../distribution.ts';
import { createRandom } from '../random.ts';

const samples = 4_096;
/** What stands for one standard deviation in a table of netem's (NETEM_DIST_SCALE). */
const scale = 8_192;
const entryMin = -32_768;
const entryMax = 32_767;

/** A distribution of delays as netem takes it: a table of its quantiles. */
export interface DelayTable {
	readonly name: string;
	readonly meanMs: number;
	readonly deviationMs: number;
	/** The file. */
	readonly text: string;
}

/**
 * The delays of a link as one table; nothing when there is none, or they are always the same. An entry is how many standard
 * deviations a quantile is away from the mean, and has 16 bits: beyond four deviations a tail is cut off.
 */
export function delayTable({ delays }: LinkCondition): DelayTable | undefined {
	if (delays.every(({ kind }) => kind === 'constant')) return undefined;
	const random = createRandom('0', 'delay-table');
	const draws = Array.from({ length: samples }, () =>
		delays.reduce((sum, delay) => sum + drawMs(delay, random), 0),
	).sort((a, b) => a - b);
	const mean = draws.reduce((sum, draw) => sum + draw, 0) / samples;
	const deviation = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / samples);
	const entries = draws.map((draw) => clip(Math.round(((draw - mean) / deviation) * scale)));
	const text = `${lines(entries).join('\n')}\n`;
	return {
		name: `faultline-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`,
		meanMs: round(mean),
		deviationMs: round(deviation),
		text,
	};
}

function clip(entry: number): number {
	return Math.min(entryMax, Math.max(entryMin, entry));
}

function round(ms: number): number {
	return Math.round(ms * 1_000) / 1_000;
}

/** Eight to a line, as the tables that come with `tc` have them. */
function lines(entries: readonly number[]): readonly string[] {
	return Array.from({ length: entries.length / 8 }, (_, i) => entries.slice(i * 8, i * 8 + 8).join(' '));
}
