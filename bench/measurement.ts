import type { JsonValue } from '../harness/model/index.ts';

/** One line of a benchmark's output. */
export interface Measurement {
	/** `group/what`, in words with hyphens. */
	readonly bench: string;
	readonly value: number;
	readonly unit: string;
	/** What else one has to know to read the value. */
	readonly [field: string]: JsonValue;
}

/** A group of benchmarks: a file `bench/<group>.bench.ts` exports one as `bench`. */
export type Bench = () => AsyncGenerator<Measurement>;

/** The middle one of several figures. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] as number;
}

/** How long a task took, in seconds of this process' own CPU time and of wall time. */
export async function timed(task: () => Promise<void> | void): Promise<{ cpuSeconds: number; seconds: number }> {
	const cpuBefore = process.cpuUsage();
	const before = performance.now();
	await task();
	const { user, system } = process.cpuUsage(cpuBefore);
	return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - before) / 1000 };
}
