import { type CountingLimits, countedWay } from './counted-ways.ts';
import { MatrixGame } from './matrix-game.ts';
import { budgetOf, cheapestToEnd, costs, equalPrices, type Prices, toPrices, usedByCheapest } from './prices.ts';
import { excessOf, type Ways } from './ways.ts';

/** What came out: an order exists; or none does, which shows as soon as these crashed classes are counted. */
export type Decision = 'ok' | { readonly illegalFor: Iterable<number> };

/** Ways to set prices by, at most: most often a dozen is enough. */
const roundsMax = 100;

/**
 * Whether some way keeps all bounds; nothing when the limits did not suffice.
 *
 * 1. Prices are set against the ways that exceed bounds, until even the cheapest way costs more than all that there is, or a
 *    cheapest way keeps all bounds, or no better prices exist.
 * 2. What is left are ways that prices cannot tell apart, such as one too many of these or one too many of those. So the
 *    classes in question are counted exactly, more and more of them, with prices for the rest.
 */
export function decideByUses(ways: Ways, limits: CountingLimits): Decision | undefined {
	const priced = priceUses(ways, limits.deadline);
	return 'decision' in priced ? priced.decision : countUses(ways, priced, limits);
}

interface Priced {
	readonly prices: Prices;
	/** Classes of which some cheapest way used too much. */
	readonly scarce: ReadonlySet<number>;
}

function priceUses(ways: Ways, deadline: number): Priced | { readonly decision: Decision } {
	const game = new MatrixGame(ways.classOf.length);
	const scarce = new Set<number>();
	const seen = new Set<string>();
	let prices = equalPrices(ways.classOf.length);
	for (let round = 0; round < roundsMax && performance.now() < deadline; round++) {
		const cost = costs(prices, ways);
		const togo = cheapestToEnd(ways, cost);
		if ((togo[0] as number) > budgetOf(prices, ways)) return { decision: { illegalFor: dearClasses(prices, ways) } };
		const excess = excessOf(usedByCheapest(ways, cost, togo), ways);
		const exceeded = exceededClasses(excess, ways);
		if (exceeded.length === 0) return { decision: 'ok' };
		for (const one of exceeded) scarce.add(one);
		// Against a way that is known already there are no better prices.
		if (seen.has(`${excess}`)) break;
		seen.add(`${excess}`);
		game.add(excess);
		prices = toPrices(game.weights());
	}
	return { prices: withoutTrifles(prices), scarce };
}

/** Counts the scarce classes, and those of which the ways that are found then use too much whatever the guide. */
function countUses(ways: Ways, { prices, scarce }: Priced, limits: CountingLimits): Decision | undefined {
	const counted = new Set(scarce);
	let guides = new Guides(ways);
	while (performance.now() < limits.deadline) {
		const used = countedWay(ways, { prices, guide: guides.guide, counted }, limits);
		if (used === undefined) return undefined;
		if (used === 'none') return { illegalFor: new Set([...counted, ...dearClasses(prices, ways)]) };
		const excess = excessOf(used, ways);
		const exceeded = exceededClasses(excess, ways);
		if (exceeded.length === 0) return 'ok';
		if (guides.learn(excess)) continue;
		for (const one of exceeded) counted.add(one);
		guides = new Guides(ways);
	}
	return undefined;
}

/** Prices that lead away from the ways that have been tried. */
class Guides {
	readonly #game: MatrixGame;
	readonly #seen = new Set<string>();
	guide: Prices;

	constructor({ classOf }: Ways) {
		this.#game = new MatrixGame(classOf.length);
		this.guide = equalPrices(classOf.length);
	}

	/** Whether there is something to learn from this way. */
	learn(excess: Int32Array): boolean {
		const name = `${excess}`;
		if (this.#seen.has(name)) return false;
		this.#seen.add(name);
		this.#game.add(excess);
		this.guide = toPrices(this.#game.weights());
		return true;
	}
}

/** Prices that are there only so that a cheapest way uses nothing in vain would tell ways apart that are alike. */
function withoutTrifles(prices: Prices): Prices {
	const most = Math.max(...prices);
	return prices.map((price) => (1000 * price > most ? price : 0));
}

function dearClasses(prices: Prices, { classOf }: Ways): number[] {
	const dear = withoutTrifles(prices);
	return [...classOf].filter((_, bound) => (dear[bound] as number) > 0);
}

function exceededClasses(excess: Int32Array, { classOf }: Ways): number[] {
	return [...classOf].filter((_, bound) => (excess[bound] as number) > 0);
}
