/**
 * `Math.min` and `Math.max` of two positions, without a branch: where either may be the smaller one, a processor guesses wrong half
 * of the time, which costs more than everything else that is done with them. They must lie less than 2^31 apart.
 */
export function smaller(a: number, b: number): number {
	return b + ((a - b) & ((a - b) >> 31));
}

export function larger(a: number, b: number): number {
	return a - ((a - b) & ((a - b) >> 31));
}

/** Moves what is not 0 to the front, in its order. Numbers are 0 or more. How many are not 0. */
export function moveToFront(column: Int32Array): number {
	let count = 0;
	for (let i = 0; i < column.length; i++) {
		const entry = column[i] as number;
		column[count] = entry;
		count += -entry >>> 31;
	}
	return count;
}
