import type { Random } from '../../harness/model/index.ts';

/** Draws nothing: the least number, the first item, the order as it is. For tests that say themselves what happens when. */
export const unrandom: Random = {
	next: () => 0,
	integer: (min) => min,
	chance: () => false,
	pick: <T>(items: readonly T[]) => items[0] as T,
	shuffle: <T>(items: readonly T[]) => [...items],
};
