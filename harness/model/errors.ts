/** The call, the config or a file is wrong: exit code 254. The message says what was expected, what arrived, what to do. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/**
 * The item with this name. Throws a `UsageError` that names the nearest match.
 *
 * @param what in the singular: `system`
 */
export function findByName<T extends { readonly name: string }>(items: readonly T[], name: string, what: string): T {
	const found = items.find((item) => item.name === name);
	if (found !== undefined) return found;
	const names = items.map((item) => item.name);
	throw new UsageError(`Expected a ${what}, got \`${name}\`.${didYouMean(name, names)}`);
}

/** For a client that is asked for an operation which its system does not have, as by a repro that was edited. */
export function unknownOperation(f: string, known: readonly string[]): UsageError {
	return new UsageError(`Expected an operation of the system, got \`${f}\`.${didYouMean(f, known)}`);
}

/** ` Did you mean …?` when a name is close, otherwise the list of what there is. */
export function didYouMean(name: string, names: readonly string[]): string {
	const nearest = nearestName(name, names);
	if (nearest !== undefined) return ` Did you mean \`${nearest}\`?`;
	return names.length === 0 ? ' There is none.' : ` There is: ${names.join(', ')}.`;
}

function nearestName(name: string, names: readonly string[]): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
	for (const candidate of names) {
		const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best ?? names.find((candidate) => name.length >= 3 && candidate.startsWith(name));
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const substitution = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(substitution, (row[j] as number) + 1, (next[j - 1] as number) + 1));
		}
		row = next;
	}
	return row[b.length] as number;
}
