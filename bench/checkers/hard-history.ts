import { History, type HistoryEvent, type JsonValue } from '../../harness/model/index.ts';
import { type MadeHistoryOptions, makeHistory } from './made-history.ts';

/**
 * Ways to be wrong that crashed operations do not excuse. A crashed write of 3 that never took effect may explain any stale
 * read of 3, so that one stale read among crashed operations is most often right:
 *
 * - `unwritten`: a read near the end returns what nobody ever wrote;
 * - `stale`: it returns an old value, and no crashed operation would have left that one;
 * - `few-left`: it returns an old value, and few crashed operations would have left that one, a quarter of them: whether
 *   these suffice has to be found out.
 */
export type HardKind = 'unwritten' | 'stale' | 'few-left';

/** 10,000 operations of 10 clients on a register of five values, 1% of them crashed, and one read wrong. */
export function hardHistory(kind: HardKind, seed: number, operations = 10_000): History {
	const options: MadeHistoryOptions = { operations, clients: 10, crashed: 0.01, seed };
	if (kind === 'unwritten') return withUnwritten(makeHistory(options));
	const right = [...makeHistory(options).events()];
	const wrong = [...makeHistory({ ...options, staleRead: true }).events()];
	const stale = wrong.find(({ value }, i) => value !== right[i]?.value && !Array.isArray(value))?.value ?? null;
	return withoutCrashed(wrong, stale, kind === 'few-left');
}

function withUnwritten(history: History): History {
	const events = [...history.events()];
	const reads = events.filter(({ f, type }) => f === 'read' && type === 'ok');
	const chosen = reads[Math.floor(reads.length * 0.98)]?.index;
	return History.of(events.map(({ index, ...event }) => (index === chosen ? { ...event, value: 77 } : event)));
}

/** Without the crashed operations that leave this value; a quarter of them is kept if some are. */
function withoutCrashed(events: readonly HistoryEvent[], left: JsonValue, keepSome: boolean): History {
	const crashed = new Set(events.filter(({ type }) => type === 'info').map(({ process }) => process));
	const lastInvoke = new Map<number, HistoryEvent>();
	for (const event of events) if (event.type === 'invoke') lastInvoke.set(event.process, event);
	const deleted = new Set<HistoryEvent>();
	let count = 0;
	for (const event of lastInvoke.values()) {
		if (!crashed.has(event.process) || target(event) !== left) continue;
		if (!(keepSome && count++ % 4 === 0)) deleted.add(event);
	}
	const gone = new Set([...deleted].map(({ process }) => process));
	const kept = events.filter((event) => !deleted.has(event) && !(event.type === 'info' && gone.has(event.process)));
	return History.of(kept.map(({ index: _, ...event }) => event));
}

function target({ f, value }: HistoryEvent): JsonValue | undefined {
	if (f === 'write') return value;
	return f === 'cas' ? (value as readonly JsonValue[])[1] : undefined;
}
