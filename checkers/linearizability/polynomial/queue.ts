import type { OperationTable } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, type Evidence, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { decideMoved, type MovedValues } from './moved-values.ts';
import { eventsOf, type Timeline } from './timeline.ts';

/**
 * `enqueue` and `dequeue` (nil when it is empty) where no value is put twice: O(n), crashed operations included. With a
 * `peek` it is left to the search.
 *
 * Without crashed dequeues a queue is linearizable exactly when none of four patterns occurs: a value comes out without
 * having been put in, or twice; a value overtakes another one that was put in before it; and the queue was never empty
 * while an operation found it so (Henzinger, Sezgin and Vafeiadis 2013, "Aspect-oriented linearizability proofs").
 *
 * A crashed dequeue may have taken any value that nobody else took. Each such value has a deadline by which it must be
 * gone: the first return of a dequeue of a value that was certainly put in later, or the moment at which the queue was
 * found empty. The crashed dequeues are dealt out by earliest deadline, which succeeds if anything does (Hall). The moment
 * of emptiness is the first possible one: a later one sets a deadline for more values, and no earlier one for any.
 */
export const queueMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['enqueue', 'dequeue']);
		if (codes === undefined) return undecided('it has other operations than enqueue and dequeue');
		if (!Array.isArray(initial) || initial.length > 0) return undecided('it is not empty at first');
		return decideMoved(table, codes, (values, timeline) => new QueueCheck(table, timeline, values).decide());
	},
};

class QueueCheck {
	readonly #table: OperationTable;
	readonly #timeline: Timeline;
	readonly #values: MovedValues;
	readonly #events: Int32Array;
	/** By row: its value + 1, or 0. */
	readonly #valueOf: Int32Array;

	constructor(table: OperationTable, timeline: Timeline, values: MovedValues) {
		this.#table = table;
		this.#timeline = timeline;
		this.#values = values;
		this.#events = eventsOf(timeline);
		this.#valueOf = new Int32Array(table.length);
		for (let value = 0; value < values.count; value++) {
			this.#valueOf[values.putRow[value] as number] = value + 1;
			const take = values.takeRow[value] as number;
			if (take !== NONE) this.#valueOf[take] = value + 1;
		}
	}

	decide(): Decision {
		const overtaken = this.#findOvertaking();
		if (overtaken !== undefined) return illegal(() => this.#overtaking(overtaken));
		const { deadlines, because } = this.#findDeadlines();
		const empty = this.#placeEmptyAnswers(deadlines, because);
		if (empty !== undefined) return illegal(() => this.#neverEmpty(empty));
		const late = this.#findLate(deadlines);
		return late === undefined ? ok : illegal(() => this.#notGone(late, deadlines, because));
	}

	/** Two values of which the second was certainly put in later, and certainly taken out earlier. */
	#findOvertaking(): readonly [first: number, second: number] | undefined {
		const { inFrom, outFrom, takeRow, putRow } = this.#values;
		const { invoked, completed, end } = this.#timeline;
		let last = NONE;
		let lastOut = -1;
		for (let position = 0; position < end; position++) {
			const event = this.#events[position] as number;
			if (event === 0) continue;
			const row = Math.abs(event) - 1;
			const value = (this.#valueOf[row] as number) - 1;
			if (value === NONE || takeRow[value] === NONE) continue;
			if (event > 0 && putRow[value] === row) {
				if (lastOut > (completed[takeRow[value] as number] as number)) return [last, value];
			} else if (event < 0 && inFrom[value] === position && (outFrom[value] as number) > lastOut) {
				last = value;
				lastOut = invoked[takeRow[value] as number] as number;
			}
		}
		return undefined;
	}

	/**
	 * By value that nobody is known to have taken: the position before which it must be gone; `end + 1` if it need not. And
	 * the row whose return is that position.
	 */
	#findDeadlines(): { readonly deadlines: Int32Array; readonly because: Int32Array } {
		const { count, inFrom, takeRow, putRow } = this.#values;
		const { completed, end } = this.#timeline;
		const deadlines = new Int32Array(count).fill(end + 1);
		const because = new Int32Array(count).fill(NONE);
		let firstTaken = end + 1;
		let taker = NONE;
		for (let position = end - 1; position >= 0; position--) {
			const event = this.#events[position] as number;
			if (event === 0) continue;
			const row = Math.abs(event) - 1;
			const value = (this.#valueOf[row] as number) - 1;
			if (value === NONE) continue;
			const take = takeRow[value] as number;
			if (event > 0 && putRow[value] === row && take !== NONE) {
				if ((completed[take] as number) < firstTaken) {
					firstTaken = completed[take] as number;
					taker = take;
				}
			} else if (event < 0 && take === NONE && inFrom[value] === position) {
				deadlines[value] = firstTaken;
				because[value] = taker;
			}
		}
		return { deadlines, because };
	}

	/**
	 * Finds the first possible gap for each operation that found the queue empty, and tightens the deadlines of what has to
	 * be gone by then. The row of one for which there is no gap.
	 */
	#placeEmptyAnswers(deadlines: Int32Array, because: Int32Array): number | undefined {
		const { count, empty, inFrom, takeRow, certain } = this.#values;
		if (empty.length === 0) return undefined;
		const { invoked, completed, end } = this.#timeline;
		const gaps = this.#possibleGaps();
		/** By gap: the row of the answer that was placed there, plus one. */
		const placed = new Int32Array(end + 1);
		for (const row of empty) {
			const gap = gaps[invoked[row] as number] as number;
			if (gap >= (completed[row] as number)) return row;
			placed[gap] = row + 1;
		}
		let next = end;
		const nextPlaced = new Int32Array(end + 1);
		for (let gap = end; gap >= 0; gap--) {
			if ((placed[gap] as number) > 0) next = gap;
			nextPlaced[gap] = next;
		}
		for (let value = 0; value < count; value++) {
			if (takeRow[value] !== NONE || certain[value] === 0) continue;
			const gap = nextPlaced[inFrom[value] as number] as number;
			if (gap === end || gap + 1 >= (deadlines[value] as number)) continue;
			deadlines[value] = gap + 1;
			because[value] = (placed[gap] as number) - 1;
		}
		return undefined;
	}

	/** By position: the first gap from there on in which the queue can be empty; `end` if there is none. */
	#possibleGaps(): Int32Array {
		const { end } = this.#timeline;
		const { covering, untaken, takers } = this.#coverage();
		const first = new Int32Array(end + 1).fill(end);
		for (let gap = end - 1; gap >= 0; gap--) {
			const possible = covering[gap] === 0 && (untaken[gap] as number) <= (takers[gap] as number);
			first[gap] = possible ? gap : (first[gap + 1] as number);
		}
		return first;
	}

	/**
	 * By gap: how many values were certainly in that somebody took; how many had been put in that nobody is known to have
	 * taken; and how many crashed dequeues had been invoked.
	 */
	#coverage() {
		const { count, inFrom, outFrom, takeRow, certain, crashedTakes } = this.#values;
		const { invoked, end } = this.#timeline;
		const covering = new Int32Array(end + 1);
		const untaken = new Int32Array(end + 1);
		const takers = new Int32Array(end + 1);
		const change = (column: Int32Array, gap: number, by: number) => {
			column[gap] = (column[gap] as number) + by;
		};
		for (let value = 0; value < count; value++) {
			const from = inFrom[value] as number;
			if (takeRow[value] === NONE) {
				if (certain[value] === 1) change(untaken, from, 1);
			} else if (from < (outFrom[value] as number)) {
				change(covering, from, 1);
				change(covering, outFrom[value] as number, -1);
			}
		}
		for (const row of crashedTakes) change(takers, invoked[row] as number, 1);
		for (const column of [covering, untaken, takers]) {
			for (let gap = 1; gap <= end; gap++) change(column, gap, column[gap - 1] as number);
		}
		return { covering, untaken, takers };
	}

	/** A deadline by which more values must be gone than crashed dequeues can have taken. */
	#findLate(deadlines: Int32Array): number | undefined {
		const { end, invoked } = this.#timeline;
		const { crashedTakes } = this.#values;
		const balance = new Int32Array(end + 2);
		for (const deadline of deadlines) if (deadline <= end) balance[deadline] = (balance[deadline] as number) - 1;
		for (const row of crashedTakes) {
			// One that is invoked at a position can serve the deadlines after it.
			const from = (invoked[row] as number) + 1;
			balance[from] = (balance[from] as number) + 1;
		}
		let sum = 0;
		for (let position = 0; position <= end; position++) {
			sum += balance[position] as number;
			if (sum < 0) return position;
		}
		return undefined;
	}

	#overtaking([first, second]: readonly [number, number]): Evidence {
		const { putRow, takeRow } = this.#values;
		const [put, putLater] = [putRow[first] as number, putRow[second] as number];
		const [take, takeEarlier] = [takeRow[first] as number, takeRow[second] as number];
		const say = (row: number) => describeRow(this.#table, row);
		return {
			rows: [put, putLater, take, takeEarlier],
			sentence: `${say(putLater)} came after ${say(put)}, but ${say(takeEarlier)} before ${say(take)}.`,
		};
	}

	/** Values that keep the queue from being empty all the time, each of them as long as possible. */
	#neverEmpty(row: number): Evidence {
		const { count, inFrom, outFrom, takeRow, putRow, crashedTakes } = this.#values;
		const { invoked, completed } = this.#timeline;
		const { covering } = this.#coverage();
		const rows = [row];
		const last = completed[row] as number;
		let blocked = NONE;
		for (let gap = invoked[row] as number; gap < last; ) {
			if (covering[gap] === 0) {
				blocked = gap;
				gap++;
				continue;
			}
			let best = NONE;
			for (let value = 0; value < count; value++) {
				if (takeRow[value] === NONE || (inFrom[value] as number) > gap || (outFrom[value] as number) <= gap) continue;
				if (best === NONE || (outFrom[value] as number) > (outFrom[best] as number)) best = value;
			}
			rows.push(putRow[best] as number, takeRow[best] as number);
			gap = outFrom[best] as number;
		}
		if (blocked !== NONE) rows.push(...this.#untakenBefore(blocked));
		if (blocked !== NONE) rows.push(...crashedTakes.filter((take) => (invoked[take] as number) < last));
		return {
			rows,
			sentence: `${describeRow(this.#table, row)} found nothing, but at every moment of it something was certainly in.`,
		};
	}

	/** More values that nobody is known to have taken than crashed dequeues that can have taken them in this gap. */
	#untakenBefore(gap: number): number[] {
		const { count, inFrom, takeRow, putRow, crashedTakes, certain } = this.#values;
		const takers = crashedTakes.filter((row) => (this.#timeline.invoked[row] as number) <= gap).length;
		const untaken: number[] = [];
		for (let value = 0; value < count; value++) {
			if (takeRow[value] === NONE && certain[value] === 1 && (inFrom[value] as number) <= gap) untaken.push(value);
		}
		untaken.sort((a, b) => (inFrom[a] as number) - (inFrom[b] as number));
		return untaken.slice(0, takers + 1).map((value) => putRow[value] as number);
	}

	/** Values that must be gone by a position, those because of which, and all who can have taken them. */
	#notGone(position: number, deadlines: Int32Array, because: Int32Array): Evidence {
		const { count, putRow, takeRow, crashedTakes } = this.#values;
		const takers = crashedTakes.filter((row) => (this.#timeline.invoked[row] as number) < position);
		const rows = [...takers];
		let left = takers.length + 1;
		let last = NONE;
		for (let value = 0; value < count && left > 0; value++) {
			if ((deadlines[value] as number) > position) continue;
			left--;
			const taker = because[value] as number;
			const later = (this.#valueOf[taker] as number) - 1;
			rows.push(putRow[value] as number, taker);
			if (later !== NONE) rows.push(putRow[later] as number, takeRow[later] as number);
			last = value;
		}
		const say = (row: number) => describeRow(this.#table, row);
		return {
			rows,
			sentence:
				`${say(because[last] as number)} shows that what ${say(putRow[last] as number)} put in was gone, ` +
				`but nobody took it${takers.length > 0 ? `: only ${takers.length} that crashed can have taken any of ${takers.length + 1} values` : ''}.`,
		};
	}
}
