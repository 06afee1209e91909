import type { Ways } from './ways.ts';

/**
 * What it costs to use crashed operations, so that ways that use too much are dear. By bound a whole number, at least 1. An
 * edge costs the prices of all bounds that its use counts for.
 *
 * A way that keeps all bounds costs at most `budgetOf` the prices. So if even the cheapest way costs more, no order explains
 * the history, whatever the prices are (Lagrangian relaxation; Held and Karp 1971). Numbers are whole and far below 2^53, so that
 * this is exact.
 */
export type Prices = Float64Array;

/** Prices add up to about this. */
const scale = 2 ** 20;

export function equalPrices(bounds: number): Prices {
	return new Float64Array(bounds).fill(Math.max(1, Math.round(scale / Math.max(1, bounds))));
}

export function toPrices(weights: Float64Array): Prices {
	const sum = weights.reduce((a, b) => a + b, 0);
	return weights.map((weight) => Math.max(1, Math.round((scale * weight) / sum)));
}

/** What a way costs that uses all that there is. */
export function budgetOf(prices: Prices, { boundsOf, classOf }: Ways): number {
	return prices.reduce((sum, price, bound) => {
		const first = boundsOf[classOf[bound] as number] as number;
		return sum + price * (bound - first + 1);
	}, 0);
}

/** By bound: what an edge costs whose use counts from there on. */
export function costs(prices: Prices, { boundsOf, classOf }: Ways): Float64Array {
	const cost = prices.slice();
	for (let bound = cost.length - 2; bound >= 0; bound--) {
		const isLast = bound + 1 === boundsOf[(classOf[bound] as number) + 1];
		if (!isLast) (cost[bound] as number) += cost[bound + 1] as number;
	}
	return cost;
}

/** By node: the cost of the cheapest way from there to the end. */
export function cheapestToEnd({ layers, edgesOf, to, uses }: Ways, cost: Float64Array): Float64Array {
	const end = edgesOf.length - 2;
	const togo = new Float64Array(end + 1).fill(Number.POSITIVE_INFINITY);
	togo[end] = 0;
	for (let layer = layers.length - 2; layer >= 0; layer--) {
		// Within a layer edges may form circles, as one crashed write undoes another: until nothing becomes cheaper.
		for (let hasChanged = true; hasChanged; ) {
			hasChanged = false;
			for (let node = (layers[layer + 1] as number) - 1; node >= (layers[layer] as number); node--) {
				let best = togo[node] as number;
				for (let edge = edgesOf[node] as number; edge < (edgesOf[node + 1] as number); edge++) {
					const use = uses[edge] as number;
					const one = (togo[to[edge] as number] as number) + (use < 0 ? 0 : (cost[use] as number));
					if (one < best) best = one;
				}
				if (best < (togo[node] as number)) {
					togo[node] = best;
					hasChanged = true;
				}
			}
		}
	}
	return togo;
}

/** By bound: how much a cheapest way uses that counts from there on. */
export function usedByCheapest({ edgesOf, to, uses }: Ways, cost: Float64Array, togo: Float64Array): Int32Array {
	const used = new Int32Array(cost.length);
	const end = togo.length - 1;
	for (let node = 0; node !== end; ) {
		let edge = edgesOf[node] as number;
		for (; ; edge++) {
			const use = uses[edge] as number;
			if ((togo[to[edge] as number] as number) + (use < 0 ? 0 : (cost[use] as number)) === togo[node]) break;
		}
		const use = uses[edge] as number;
		if (use >= 0) (used[use] as number)++;
		node = to[edge] as number;
	}
	return used;
}
