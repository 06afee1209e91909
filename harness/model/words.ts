/** `1 run`, `3 runs`. */
export function countOf(number: number, what: string): string {
	return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** `n1, n2 and n3` */
export function listOf(words: readonly string[]): string {
	return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A share of 1, to a tenth of a percent: `12.5%`. */
export function percentOf(share: number): string {
	return `${Math.round(share * 1000) / 10}%`;
}
