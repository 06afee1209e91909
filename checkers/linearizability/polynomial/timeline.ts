import { larger, smaller } from '../branchless.ts';
import { CRASHED, type OperationTable } from '../operations.ts';

/**
 * The operations of one object on a clock of its own: positions are small whole numbers, so that arrays over all of them
 * take the place of sorting.
 *
 * An operation takes effect in a *gap*, between two neighbouring positions; gap `g` lies between the positions `g` and
 * `g + 1`. The gaps of an operation are `invoked` to `completed - 1`.
 */
export interface Timeline {
	/** By row; ascending. */
	readonly invoked: Int32Array;
	/** By row; `end` for a crashed operation. */
	readonly completed: Int32Array;
	/** All positions are below it. */
	readonly end: number;
}

/** Positions for each operation beyond which numbering them anew is cheaper than leaving room for all. */
const sparse = 4;

export function timelineOf({ length, invoked, completed }: OperationTable): Timeline {
	let end = length > 0 ? (invoked[length - 1] as number) + 1 : 0;
	for (let row = 0; row < length; row++) {
		const position = completed[row] as number;
		if (position !== CRASHED) end = larger(end, position + 1);
	}
	if (end > sparse * length + 64) return numberAnew(invoked, completed);
	const returned = new Int32Array(length);
	for (let row = 0; row < length; row++) returned[row] = smaller(completed[row] as number, end);
	return { invoked, completed: returned, end };
}

/** The operations of one key among a thousand are spread over positions that are none of its business. */
function numberAnew(invoked: Int32Array, completed: Int32Array): Timeline {
	const positions = new Int32Array(2 * invoked.length);
	positions.set(invoked);
	positions.set(completed, invoked.length);
	positions.sort();
	const crashes = completed.reduce((count, position) => count + (position === CRASHED ? 1 : 0), 0);
	const end = positions.length - crashes;
	const rank = (position: number) => (position === CRASHED ? end : indexOf(positions, position));
	return { invoked: invoked.map(rank), completed: completed.map(rank), end };
}

/** By bisection; the position is there. */
function indexOf(positions: Int32Array, position: number): number {
	let low = 0;
	let high = positions.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((positions[middle] as number) < position) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** By position: `row + 1` where an operation is invoked, `-(row + 1)` where it returns, 0 where nothing happens. */
export function eventsOf({ invoked, completed, end }: Timeline): Int32Array {
	const events = new Int32Array(end + 1);
	for (let row = 0; row < invoked.length; row++) {
		events[completed[row] as number] = -(row + 1);
		events[invoked[row] as number] = row + 1;
	}
	events[end] = 0;
	return events;
}
