import type { RegisterHistory } from '../register-history.ts';
import { forcedAge } from './forced-age.ts';
import { WriteOrders } from './write-orders.ts';

/** The smallest k of k-atomicity. */
export type Versions =
	/** `atLeast` and `atMost` are equal where the search was complete. */
	| { readonly kind: 'bound'; readonly atLeast: number; readonly atMost: number }
	/** No order of writes and cas agrees with time, or a read returned what was written after it. */
	| { readonly kind: 'unbounded' }
	| { readonly kind: 'not-decided'; readonly reason: string };

/**
 * k-atomicity (Aiyer, Alvisi and Bazzi 2005; Golab et al. 2013): the smallest k such that writes have an order that agrees
 * with time and in which every read returns one of the last k values. 1 for a linearizable history. A cas is no read here: it
 * must find the last value.
 *
 * Reads leave no choice: the earliest instant is the best for each. A write is best put off until the last moment, when it
 * returns or when somebody returns its value; the one choice there is which of the pending writes go before it, to make
 * its value younger. Beginnings that agree in what is placed are compared by the ages of the values still to be read, and
 * those that another beats in everything are dropped. Where there are too many the youngest are kept, and what is found is
 * an upper bound.
 */
export function versionsOf(history: RegisterHistory, deadline: number): Versions {
	let [atLeast, atMost] = [1, 1];
	for (const operations of history.keys) {
		const found = new WriteOrders(operations, history).search(deadline);
		if (found === 'unbounded') return { kind: 'unbounded' };
		if (found === 'out-of-time') return { kind: 'not-decided', reason: 'time ran out' };
		atMost = Math.max(atMost, found.worst + 1);
		const exact = found.isComplete ? found.worst : Math.min(found.worst, forcedAge(operations, history));
		atLeast = Math.max(atLeast, exact + 1);
	}
	return { kind: 'bound', atLeast, atMost };
}
