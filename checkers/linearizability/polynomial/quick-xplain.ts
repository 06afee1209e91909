/**
 * A subset of these items that is still bad, and of which no item can be left out (QuickXplain: Junker 2004). All together
 * are bad, and what contains something bad is bad. Asks about `k log(n / k)` times for `k` items out of `n`.
 */
export function smallestBad<Item>(items: readonly Item[], isBad: (items: readonly Item[]) => boolean): Item[] {
	return explain([], false, items);

	function explain(given: readonly Item[], isNew: boolean, rest: readonly Item[]): Item[] {
		if (isNew && isBad(given)) return [];
		if (rest.length <= 1) return [...rest];
		const middle = rest.length >> 1;
		const [first, second] = [rest.slice(0, middle), rest.slice(middle)];
		const fromSecond = explain([...given, ...first], first.length > 0, second);
		const fromFirst = explain([...given, ...fromSecond], fromSecond.length > 0, first);
		return [...fromFirst, ...fromSecond];
	}
}
