/** How long things took, in milliseconds: the least, the middle, and so on; null when there were none. */
export type Quantiles = { readonly [quantile: string]: number } | null;

/** Quantiles as Jepsen takes them: of n sorted figures the one at ⌊n · p⌋. */
export function quantilesOf(nanoseconds: readonly number[]): Quantiles {
	if (nanoseconds.length === 0) return null;
	const sorted = nanoseconds.toSorted((a, b) => a - b);
	const at = (share: number) =>
		(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number) / 1e6;
	return { min: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
