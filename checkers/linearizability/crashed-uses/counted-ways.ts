import { budgetOf, cheapestToEnd, costs, type Prices } from './prices.ts';
import { excessOf, type Ways } from './ways.ts';

/** How far to go. */
export interface CountingLimits {
	/** Partial ways to keep; comparing some dozens of them costs what keeping one costs. */
	readonly steps: number;
	/** By `performance.now()`, in milliseconds. */
	readonly deadline: number;
}

export interface Guidance {
	readonly prices: Prices;
	/** Of partial ways that are alike in what they use of counted classes, and in their cost, the cheapest by these is kept. */
	readonly guide: Prices;
	readonly counted: ReadonlySet<number>;
}

/**
 * Looks for a way to the end that keeps all bounds of the counted classes, and costs no more than what is there of all classes
 * together. `none` is a proof that no order explains the history, since an order does both. Otherwise by bound what such
 * a way uses, one that exceeds the fewest bounds; nothing when the limits did not suffice.
 *
 * Partial ways to one node are told apart by what they use of counted classes, and by their cost. One that uses no less of
 * anything, and costs no less, than another is left out: what completes it completes the other as well.
 */
export function countedWay(
	ways: Ways,
	{ prices, guide, counted }: Guidance,
	limits: CountingLimits,
): Int32Array | 'none' | undefined {
	return new LabelSearch(ways, { prices, guide, counted }, limits).run();
}

class LabelSearch {
	readonly #ways: Ways;
	readonly #limits: CountingLimits;
	readonly #cost: Float64Array;
	readonly #guide: Float64Array;
	readonly #togo: Float64Array;
	readonly #budget: number;
	readonly #counts: Counts;
	#comparisons = 0;
	/** By node: its last label, or -1. */
	readonly #lastOf: Int32Array;
	/** By label: the one before it at its node; -2 once a better one has come. */
	readonly #before: number[] = [];
	readonly #nodes: number[] = [];
	readonly #used: number[] = [];
	readonly #spent: number[] = [];
	readonly #uses: number[] = [];
	/** By label: its cost by the guide. */
	readonly #guided: number[] = [];
	readonly #isBeaten: boolean[] = [];
	/** What a partial way used, the last first: by link the bound and the link before it. */
	readonly #links: (readonly [bound: number, before: number])[] = [];

	constructor(ways: Ways, { prices, guide, counted }: Guidance, limits: CountingLimits) {
		this.#ways = ways;
		this.#limits = limits;
		this.#cost = costs(prices, ways);
		this.#guide = costs(guide, ways);
		this.#togo = cheapestToEnd(ways, this.#cost);
		this.#budget = budgetOf(prices, ways);
		this.#counts = new Counts(ways, counted);
		this.#lastOf = new Int32Array(this.#togo.length).fill(-1);
	}

	run(): Int32Array | 'none' | undefined {
		const { layers } = this.#ways;
		if ((this.#togo[0] as number) > this.#budget) return 'none';
		this.#arrive(0, 0, 0, -1);
		for (let layer = 0; layer + 1 < layers.length; layer++) {
			if (this.#isSpent() || performance.now() > this.#limits.deadline) return undefined;
			this.#passLayer(layers[layer] as number, layers[layer + 1] as number);
		}
		return this.#isSpent() ? undefined : this.#bestAtEnd();
	}

	#isSpent(): boolean {
		return this.#nodes.length + this.#comparisons / 64 > this.#limits.steps;
	}

	/** First come, first served, so that what comes cheaper later is not followed over and over again. */
	#passLayer(begin: number, end: number): void {
		const waiting: number[] = [];
		for (let node = begin; node < end; node++) waiting.push(...this.#labelsAt(node));
		for (const label of waiting) {
			if (this.#isBeaten[label] === true) continue;
			if (this.#isSpent()) return;
			const first = this.#nodes.length;
			this.#expand(label);
			for (let one = first; one < this.#nodes.length; one++) if ((this.#nodes[one] as number) < end) waiting.push(one);
		}
	}

	#expand(label: number): void {
		const { edgesOf, to, uses } = this.#ways;
		const node = this.#nodes[label] as number;
		const used = this.#used[label] as number;
		const spent = this.#spent[label] as number;
		for (let edge = edgesOf[node] as number; edge < (edgesOf[node + 1] as number); edge++) {
			const target = to[edge] as number;
			const bound = uses[edge] as number;
			const sum = bound < 0 ? spent : spent + (this.#cost[bound] as number);
			if (sum + (this.#togo[target] as number) > this.#budget) continue;
			const more = bound < 0 ? used : this.#counts.withUse(used, bound);
			if (more >= 0) this.#arrive(target, more, sum, bound < 0 ? -1 : bound, label);
		}
	}

	#arrive(node: number, used: number, spent: number, bound: number, from = -1): void {
		const guided = (from < 0 ? 0 : (this.#guided[from] as number)) + (bound < 0 ? 0 : (this.#guide[bound] as number));
		for (let other = this.#lastOf[node] as number; other >= 0; other = this.#before[other] as number) {
			if (this.#isBeaten[other] === true) continue;
			this.#comparisons++;
			const otherUsed = this.#used[other] as number;
			const otherSpent = this.#spent[other] as number;
			if (otherSpent === spent && otherUsed === used) {
				if ((this.#guided[other] as number) <= guided) return;
			} else if (otherSpent <= spent && this.#counts.isAtMost(otherUsed, used)) return;
			if (spent <= otherSpent && this.#counts.isAtMost(used, otherUsed)) this.#isBeaten[other] = true;
		}
		this.#guided.push(guided);
		const label = this.#nodes.length;
		this.#nodes.push(node);
		this.#used.push(used);
		this.#spent.push(spent);
		this.#isBeaten.push(false);
		this.#before.push(this.#lastOf[node] as number);
		this.#lastOf[node] = label;
		const links = from < 0 ? -1 : (this.#uses[from] as number);
		this.#uses.push(bound < 0 ? links : this.#links.push([bound, links]) - 1);
	}

	*#labelsAt(node: number): Generator<number> {
		for (let label = this.#lastOf[node] as number; label >= 0; label = this.#before[label] as number) {
			if (this.#isBeaten[label] !== true) yield label;
		}
	}

	#bestAtEnd(): Int32Array | 'none' {
		let best: Int32Array | 'none' = 'none';
		let least = Number.POSITIVE_INFINITY;
		for (const label of this.#labelsAt(this.#lastOf.length - 1)) {
			const used = this.#usedBy(label);
			const exceeded = excessOf(used, this.#ways).filter((excess) => excess > 0).length;
			if (exceeded < least) [best, least] = [used, exceeded];
		}
		return best;
	}

	#usedBy(label: number): Int32Array {
		const used = new Int32Array(this.#cost.length);
		for (let link = this.#uses[label] as number; link >= 0; ) {
			const [bound, before] = this.#links[link] as readonly [number, number];
			(used[bound] as number)++;
			link = before;
		}
		return used;
	}
}

/** How many operations of each counted class have been used, as interned lists; list 0 is the empty one. */
class Counts {
	readonly #ways: Ways;
	/** By crashed class: its place in the lists, or -1. */
	readonly #placeOf: Int32Array;
	readonly #lists: Uint16Array[];
	readonly #numbers = new Map<string, number>();

	constructor(ways: Ways, counted: ReadonlySet<number>) {
		this.#ways = ways;
		this.#placeOf = new Int32Array(ways.boundsOf.length - 1).fill(-1);
		let places = 0;
		for (const one of counted) this.#placeOf[one] = places++;
		this.#lists = [new Uint16Array(places)];
		this.#numbers.set(`${this.#lists[0]}`, 0);
	}

	/** The list with one more use; -1 when there is no operation left for it. */
	withUse(number: number, bound: number): number {
		const { classOf, boundsOf } = this.#ways;
		const crashedClass = classOf[bound] as number;
		const place = this.#placeOf[crashedClass] as number;
		if (place < 0) return number;
		const list = (this.#lists[number] as Uint16Array).slice();
		const available = bound - (boundsOf[crashedClass] as number) + 1;
		if ((list[place] as number) >= available) return -1;
		(list[place] as number)++;
		const name = `${list}`;
		const known = this.#numbers.get(name);
		if (known !== undefined) return known;
		this.#numbers.set(name, this.#lists.length);
		return this.#lists.push(list) - 1;
	}

	isAtMost(a: number, b: number): boolean {
		if (a === b || a === 0) return true;
		const left = this.#lists[a] as Uint16Array;
		const right = this.#lists[b] as Uint16Array;
		return left.every((count, place) => count <= (right[place] as number));
	}
}
