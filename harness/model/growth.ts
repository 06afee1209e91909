/** Up to this length a column doubles, beyond it it grows by half: a long history shall not be twice its size. */
const doublingMax = 1 << 16;
const lengthMin = 128;

/** The same numbers in a longer array. What is there is kept; the rest is zero. Lengths are even. */
export function enlarged<Column extends Uint8Array | Uint16Array | Int32Array | Float64Array>(column: Column): Column {
	const { length } = column;
	const next = Math.max(lengthMin, length < doublingMax ? 2 * length : 2 * Math.ceil(length * 0.75));
	const larger = new (column.constructor as new (length: number) => Column)(next);
	larger.set(column);
	return larger;
}
