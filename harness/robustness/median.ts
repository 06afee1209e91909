import type { Figure } from '../model/index.ts';

/** Wanted of an interval; where there are too few samples for it, it is as wide as they are, and says what it is worth. */
const confidenceWanted = 0.95;

/**
 * The median of some samples, with a confidence interval. The interval goes from the k-th smallest sample to the k-th
 * greatest: it holds the true median with a probability that the binomial distribution gives, whatever distribution the
 * samples are from (Conover, *Practical Nonparametric Statistics*, section 3.2). Nothing is drawn, so that the same samples
 * give the same interval. `null` (never) is greater than every number.
 */
export function medianOf(samples: readonly (number | null)[]): Figure {
	const sorted = samples.map((sample) => sample ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
	const { rank, confidence } = intervalOf(sorted.length);
	return {
		median: finite(middleOf(sorted)),
		low: finite(sorted[rank - 1]),
		high: finite(sorted[sorted.length - rank]),
		confidence,
		samples,
	};
}

function finite(value: number | undefined): number | null {
	return value === undefined || !Number.isFinite(value) ? null : value;
}

function middleOf(sorted: readonly number[]): number | undefined {
	const half = sorted.length >> 1;
	if (sorted.length % 2 === 1 || sorted.length === 0) return sorted[half];
	return ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

/** The greatest rank from either end whose interval is still worth what is wanted. */
function intervalOf(count: number): { readonly rank: number; readonly confidence: number } {
	let best = { rank: 1, confidence: confidenceAt(count, 1) };
	for (let rank = 2; 2 * rank <= count; rank++) {
		const confidence = confidenceAt(count, rank);
		if (confidence < confidenceWanted) break;
		best = { rank, confidence };
	}
	return best;
}

/** 1 - 2 P(fewer than `rank` of `count` samples are below the median). */
function confidenceAt(count: number, rank: number): number {
	let ways = 1;
	let below = 0;
	for (let i = 0; i < rank; i++) {
		below += ways;
		ways = (ways * (count - i)) / (i + 1);
	}
	return count === 0 ? 0 : Math.max(0, 1 - (2 * below) / 2 ** count);
}
