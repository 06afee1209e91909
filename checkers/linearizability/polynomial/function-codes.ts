import type { OperationTable } from '../operations.ts';

/** Of a function that the table's rows do not use. */
const UNUSED = 255;

/** By function of a table: its place among those known. Nothing when a row uses another function. */
export function functionCodes(
	{ functions, f, length }: OperationTable,
	known: readonly string[],
): Uint8Array | undefined {
	const codes = Uint8Array.from(functions, (name) => (known.includes(name) ? known.indexOf(name) : UNUSED));
	if (!codes.includes(UNUSED)) return codes;
	for (let row = 0; row < length; row++) if (codes[f[row] as number] === UNUSED) return undefined;
	return codes;
}
