/** A span of time, given in nanoseconds, with three or four significant digits: `850 µs`, `12.3 ms`, `4.56 s`. */
export function formatDuration(nanoseconds: number): string {
	const size = Math.abs(nanoseconds);
	if (size < 1e6) return `${round(nanoseconds / 1e3)} µs`;
	if (size < 1e9) return `${round(nanoseconds / 1e6)} ms`;
	return `${round(nanoseconds / 1e9)} s`;
}

/** A moment of a run, given in nanoseconds, to the millisecond: `12.345 s`. */
export function formatSeconds(nanoseconds: number): string {
	return `${(nanoseconds / 1e9).toFixed(3)} s`;
}

/** `1,234,567` */
export function formatCount(number: number): string {
	return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

function round(value: number): string {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return String(Number(value.toFixed(digits)));
}
