import { CRASHED, type OperationTable } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, type Evidence, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { RowHeap } from './row-heap.ts';
import { eventsOf, type Timeline, timelineOf } from './timeline.ts';

const known = ['read', 'increment', 'decrement', 'add'];

/**
 * `read`, and additions that all add the same (`increment`; or `add 5` throughout; or `decrement`): O(n log n). Additions
 * of different amounts are left to the search, which is all that is known for them.
 */
export const counterMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, known);
		if (codes === undefined) return undecided('it has other operations than read, increment, decrement and add');
		const amount = commonAmount(table, codes);
		if (amount === undefined) return undecided('its additions are not all of the same amount');
		return new CounterSweep(table, codes, initial as number, amount).decide();
	},
};

/** What every addition adds, 1 if there is none. Nothing if they differ, or where it is no amount. */
function commonAmount({ f, input, values, length }: OperationTable, codes: Uint8Array): number | undefined {
	let common: number | undefined;
	for (let row = 0; row < length; row++) {
		const code = codes[f[row] as number] as number;
		if (code === 0) continue;
		const amount = code === 3 ? values.value(input[row] as number) : code === 1 ? 1 : -1;
		if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount === 0) return undefined;
		if (common !== undefined && amount !== common) return undefined;
		common = amount;
	}
	return common ?? 1;
}

/**
 * Counts an addition only when something that returns forces it: its own return, or a read of a greater count; and then
 * first those that return first. Reads that are open while the count passes their value are content.
 *
 * Why that is right: counting later is never worse, since a read that is open may take any count between its invocation
 * and its return; and among additions that are open one that returns sooner must be counted sooner anyway, so that the sets
 * counted by two reads are nested as they must be. (To compare a read with the numbers of additions before and around it is
 * not enough: that ignores what other reads have seen.)
 */
class CounterSweep {
	readonly #table: OperationTable;
	readonly #codes: Uint8Array;
	readonly #initial: number;
	readonly #amount: number;
	readonly #timeline: Timeline;

	constructor(table: OperationTable, codes: Uint8Array, initial: number, amount: number) {
		this.#table = table;
		this.#codes = codes;
		this.#initial = initial;
		this.#amount = amount;
		this.#timeline = timelineOf(table);
	}

	decide(): Decision {
		const { f, length, completed: recorded } = this.#table;
		const codes = this.#codes;
		const { completed } = this.#timeline;
		const counts = this.#countsRead();
		const done = new Uint8Array(length);
		const open = new RowHeap(completed);
		/** By count: the last read that waits for it; and by row the read that waited before it. */
		const waiting = new Int32Array(length + 1).fill(NONE);
		const waitedBefore = new Int32Array(length);
		let count = 0;

		const next = () => {
			count++;
			for (let row = waiting[count] as number; row !== NONE; row = waitedBefore[row] as number) done[row] = 1;
		};

		for (const event of eventsOf(this.#timeline)) {
			if (event === 0) continue;
			const row = Math.abs(event) - 1;
			const isRead = codes[f[row] as number] === 0;
			if (event > 0 && !isRead) open.push(row);
			else if (event > 0) {
				if (recorded[row] === CRASHED) continue;
				const wanted = counts[row] as number;
				if (wanted === NONE || wanted > length) return illegal(() => this.#impossible(row));
				if (wanted < count) return illegal(() => this.#tooLow(row, counts));
				if (wanted === count) done[row] = 1;
				else {
					waitedBefore[row] = waiting[wanted] as number;
					waiting[wanted] = row;
				}
			} else if (done[row] === 0) {
				done[row] = 1;
				if (!isRead) {
					next();
					continue;
				}
				while (count < (counts[row] as number)) {
					const addition = open.pop();
					if (addition === NONE) return illegal(() => this.#tooHigh(row, counts[row] as number));
					if (done[addition] === 1) continue;
					done[addition] = 1;
					next();
				}
			}
		}
		return ok;
	}

	/** By row of a read: how many additions it has seen; `NONE` if no number of them makes what it returned. */
	#countsRead(): Int32Array {
		const { f, output, values, completed, length } = this.#table;
		const counts = new Int32Array(length);
		for (let row = 0; row < length; row++) {
			if (this.#codes[f[row] as number] !== 0 || completed[row] === CRASHED) continue;
			const value = values.value(output[row] as number);
			const count = typeof value === 'number' ? (value - this.#initial) / this.#amount : NONE;
			counts[row] = Number.isInteger(count) && count >= 0 ? Math.min(count, 0x7ffffffe) : NONE;
		}
		return counts;
	}

	#state(count: number): number {
		return this.#initial + count * this.#amount;
	}

	#additions(isChosen: (row: number) => boolean): number[] {
		const { f, length } = this.#table;
		const rows: number[] = [];
		for (let row = 0; row < length; row++) if (this.#codes[f[row] as number] !== 0 && isChosen(row)) rows.push(row);
		return rows;
	}

	#impossible(row: number): Evidence {
		return {
			rows: [row],
			sentence: `${describeRow(this.#table, row)} is more than all additions together can make, or no sum of them at all.`,
		};
	}

	/** Not even with every addition that was invoked before it returned. */
	#tooHigh(row: number, count: number): Evidence {
		const { invoked, completed } = this.#timeline;
		const returned = completed[row] as number;
		const before = this.#additions((one) => (completed[one] as number) < (invoked[row] as number)).length;
		const around = this.#additions(
			(one) => (invoked[one] as number) < returned && (completed[one] as number) > (invoked[row] as number),
		);
		const crashed = around.filter((one) => completed[one] === this.#timeline.end).length;
		return {
			rows: [row, ...around.filter((one) => completed[one] !== this.#timeline.end)],
			...(before + crashed > 0 && { before: { state: this.#state(before + crashed) } }),
			sentence:
				`${describeRow(this.#table, row)} needs ${count} additions, but only ${before + around.length} had been invoked` +
				` when it returned${crashed > 0 ? `, ${crashed} that crashed among them` : ''}.`,
		};
	}

	/** More had certainly been counted when it was invoked: because they had returned, or because of an earlier read. */
	#tooLow(row: number, counts: Int32Array): Evidence {
		const { invoked, completed } = this.#timeline;
		const began = invoked[row] as number;
		const count = counts[row] as number;
		const returned = this.#additions((one) => (completed[one] as number) < began);
		returned.sort((a, b) => (completed[a] as number) - (completed[b] as number));
		const beyond = returned[count];
		if (beyond !== undefined) {
			return {
				rows: [beyond, row],
				...(count > 0 && { before: { state: this.#state(count) } }),
				sentence: `${describeRow(this.#table, row)} was invoked after ${returned.length} additions had returned.`,
			};
		}
		const { earlier, since } = this.#earlierRead(row, counts);
		return {
			rows: [earlier, ...since, row],
			before: { state: this.#state(counts[earlier] as number) },
			sentence:
				`${describeRow(this.#table, row)} is less than ${describeRow(this.#table, earlier)} before it` +
				`${since.length > 0 ? ` with the ${since.length} additions between them` : ''}.`,
		};
	}

	/** A read that had returned, and enough additions between that one and this. */
	#earlierRead(row: number, counts: Int32Array): { earlier: number; since: number[] } {
		const { f, length, completed: recorded } = this.#table;
		const { invoked, completed } = this.#timeline;
		const began = invoked[row] as number;
		const count = counts[row] as number;
		const since = this.#additions((one) => (completed[one] as number) < began);
		since.sort((a, b) => (invoked[b] as number) - (invoked[a] as number));
		for (let earlier = row - 1; earlier >= 0; earlier--) {
			if (this.#codes[f[earlier] as number] !== 0 || recorded[earlier] === CRASHED) continue;
			if ((completed[earlier] as number) > began) continue;
			const missing = Math.max(0, count - (counts[earlier] as number) + 1);
			const last = since[missing - 1];
			if (missing > 0 && (last === undefined || (invoked[last] as number) < (completed[earlier] as number))) continue;
			return { earlier, since: since.slice(0, missing) };
		}
		throw new Error(`Expected an earlier read to contradict row ${row} of ${length}`);
	}
}
