import type { Budget } from '../budget.ts';
import { type Causality, isRead } from '../causality.ts';
import { type Bounds, type Forced, ForcedAtKey } from '../forced.ts';
import type { Edge } from '../order-graph.ts';
import { type Writers, writersByKey } from '../writers.ts';

/**
 * Writes follow reads (Terry et al. 1994): whoever sees a write sees what the process that made it had read before. So once
 * a process has read what another wrote, everything that the other had seen when it wrote is there for its later reads:
 * nobody sees the answer without the question. The other had seen, with a write, what that one's process had read; and so on.
 *
 * What is seen in this way is no prefix of a session, so each key is looked at for itself; O(n · writers) for each key with
 * a read to look at.
 */
export function forcedByWritesFollowReads(causality: Causality, suspects: readonly number[], budget: Budget): Forced[] {
	const { history, graph } = causality;
	const suspectsByKey = new Map<number, Set<number>>();
	for (const read of suspects) {
		const key = history.key[read] as number;
		if (suspectsByKey.get(key)?.add(read) === undefined) suspectsByKey.set(key, new Set([read]));
	}
	const writers = writersByKey(history);
	const readers = Int32Array.from(graph.successors, (edges) => edges.filter(isReading).length);
	const forced: Forced[] = [];
	for (const [key, reads] of suspectsByKey) {
		const atKey = new ForcedAtKey(history, writers[key] as readonly Writers[], budget, forced);
		collectAt(key, causality, writers[key] as readonly Writers[], readers.slice(), reads, atKey, budget);
	}
	return forced;
}

/**
 * Of writes to one key: for each session that made some, the position of the latest, plus one. Of two by one session only
 * the later counts, for a session's own order holds in any case.
 */
type Seen = Bounds;

function collectAt(
	key: number,
	{ history, order }: Causality,
	writers: readonly Writers[],
	/** By write; counted down. */
	readersLeft: Int32Array,
	suspects: ReadonlySet<number>,
	forced: ForcedAtKey,
	budget: Budget,
): void {
	const { session, position, readsFrom } = history;
	const column = new Map(writers.map((one, i) => [one.session, i]));
	/** What a session may see because of what it has read, and that together with what it has read itself. */
	const visible: (Seen | undefined)[] = new Array(history.sessions.length);
	const read: (Seen | undefined)[] = new Array(history.sessions.length);
	/** What had been read, when a write was made; kept for those who read its value. */
	const behind = new Map<number, Seen>();
	for (const operation of order) {
		budget.spend();
		const own = session[operation] as number;
		const returned = readsFrom[operation] as number;
		if (isRead(operation, history) && returned >= 0) {
			const more = behind.get(returned);
			if (more !== undefined) {
				visible[own] = merged(visible[own], more);
				read[own] = merged(read[own], more);
			}
			readersLeft[returned] = (readersLeft[returned] as number) - 1;
			if (readersLeft[returned] === 0) behind.delete(returned);
			if (history.key[operation] === key) {
				const seen = new Int32Array(writers.length);
				seen[column.get(session[returned] as number) as number] = (position[returned] as number) + 1;
				read[own] = merged(read[own], seen);
			}
		}
		const sees = visible[own];
		if (sees !== undefined && suspects.has(operation)) forced.add(operation, returned, sees);
		// A cas finds a value and then writes.
		const before = read[own];
		if ((readersLeft[operation] as number) > 0 && before !== undefined) behind.set(operation, before);
	}
}

function isReading({ cause }: Edge): boolean {
	return cause.kind === 'reads-from';
}

/** Never changes what it is given: writes share what was seen before them. */
function merged(one: Seen | undefined, other: Seen): Seen {
	if (one === undefined) return other;
	let isMore = false;
	for (let i = 0; i < other.length && !isMore; i++) isMore = (other[i] as number) > (one[i] as number);
	return isMore ? one.map((count, i) => Math.max(count, other[i] as number)) : one;
}
