/** Strictly increasing, as a time axis must be: of equal moments the later is put a nanosecond after. */
export function distinct(seconds: readonly number[]): number[] {
	const result: number[] = [];
	for (const second of seconds) result.push(Math.max(second, (result.at(-1) ?? -1) + 1e-9));
	return result;
}
