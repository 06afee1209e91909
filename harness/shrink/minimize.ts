/**
 * Delta debugging (Zeller and Hildebrandt, TSE 2002), without its tests of subsets: takes out pieces, halves at first and
 * single items in the end, as long as what is left passes the test. Later items go first, for they disturb no earlier ones.
 *
 * @param test whether these items are enough; it is never asked about all of them
 * @returns a list out of which no single item can be taken
 */
export async function minimize<T>(
	items: readonly T[],
	test: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
	let kept = items;
	for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		let removed = true;
		while (removed) {
			removed = false;
			for (let end = kept.length; end > 0; end -= size) {
				const without = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
				if (without.length === kept.length || !(await test(without))) continue;
				kept = without;
				removed = true;
			}
			// Only at the end is it worth another round: what could not be taken out before may be superfluous now.
			if (size > 1) break;
		}
	}
	return kept;
}
