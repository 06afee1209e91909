import type { RegisterHistory } from '../register-history.ts';
import { dueOf } from './moments.ts';

/** How many newer values some read misses in every order: a lower bound. O(n log n). */
export function forcedAge(operations: readonly number[], history: RegisterHistory): number {
	const { operations: sources, readsFrom, writes } = history;
	const invoked = (operation: number) => (sources[operation] as { invoked: number }).invoked;
	const due = dueOf(operations, history);
	const dueAt = (write: number) => (write < 0 ? -1 : (due.get(write) as number));
	const byDue = operations.filter((one) => writes[one] === 1).sort((a, b) => dueAt(a) - dueAt(b));
	const reads = operations.filter((one) => writes[one] === 0).sort((a, b) => invoked(a) - invoked(b));
	const invocations = byDue.map(invoked).sort((a, b) => a - b);
	const counted = new CountAbove(invocations);
	let worst = 0;
	let next = 0;
	for (const read of reads) {
		for (; next < byDue.length && dueAt(byDue[next] as number) < invoked(read); next++) {
			counted.add(invoked(byDue[next] as number));
		}
		worst = Math.max(worst, counted.above(dueAt(readsFrom[read] as number)));
	}
	return worst;
}

/** Counts which of some numbers known before have been added, above a bound (Fenwick 1994). */
class CountAbove {
	readonly #sorted: readonly number[];
	readonly #sums: Int32Array;

	constructor(sorted: readonly number[]) {
		this.#sorted = sorted;
		this.#sums = new Int32Array(sorted.length + 1);
	}

	add(value: number): void {
		const place = this.#sorted.length - this.#countUpTo(value) + 1;
		for (let i = place; i < this.#sums.length; i += i & -i) this.#sums[i] = (this.#sums[i] as number) + 1;
	}

	above(bound: number): number {
		let sum = 0;
		for (let i = this.#sorted.length - this.#countUpTo(bound); i > 0; i -= i & -i) sum += this.#sums[i] as number;
		return sum;
	}

	#countUpTo(value: number): number {
		let low = 0;
		let high = this.#sorted.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#sorted[middle] as number) <= value) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
