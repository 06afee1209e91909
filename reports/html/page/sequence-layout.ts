import type { MessageData, NodeEventData, TraceData } from '../trace/trace-data.ts';

/** What of a trace is shown. */
export interface Shown {
	/** Places of participants. */
	readonly participants: ReadonlySet<number>;
	/** Types of messages that are hidden. */
	readonly hiddenTypes: ReadonlySet<string>;
}

/** One line of the diagram: something happens at one lifeline. */
export type Entry =
	| { readonly kind: 'send'; readonly time: number; readonly message: MessageData }
	| { readonly kind: 'arrive'; readonly time: number; readonly message: MessageData }
	| { readonly kind: 'event'; readonly time: number; readonly event: NodeEventData };

/** Entries on one page of the diagram. */
export const entriesMax = 90;

/** Everything that is shown, in the order of time; what happens at the same time stays in the order of the trace. */
export function entriesOf({ messages, events }: TraceData, { participants, hiddenTypes }: Shown): readonly Entry[] {
	const entries: Entry[] = [];
	for (const event of events) {
		if (participants.has(event.node)) entries.push({ kind: 'event', time: event.time, event });
	}
	for (const message of messages) {
		const { src, dest, type, sentAt, arrivedAt, again } = message;
		if (!participants.has(src) || !participants.has(dest) || hiddenTypes.has(type)) continue;
		if (!again) entries.push({ kind: 'send', time: sentAt, message });
		if (arrivedAt !== null) entries.push({ kind: 'arrive', time: arrivedAt, message });
	}
	return entries.sort((a, b) => a.time - b.time);
}

/** A message on a page: rows are counted from its top, and may lie outside. */
export interface Arrow {
	readonly message: MessageData;
	readonly from: number;
	/** Where it arrives; one row below where it was lost; `null` where it is still under way at the end. */
	readonly to: number | null;
}

/** The arrows of the entries from `first` on. */
export function arrowsOf(entries: readonly Entry[], first: number): readonly Arrow[] {
	const rows = new Map<MessageData, { sent?: number; arrived?: number }>();
	for (const [row, entry] of entries.entries()) {
		if (entry.kind === 'event') continue;
		const own = rows.get(entry.message) ?? {};
		rows.set(entry.message, entry.kind === 'send' ? { ...own, sent: row } : { ...own, arrived: row });
	}
	const arrows: Arrow[] = [];
	for (const [message, { sent, arrived }] of rows) {
		// A copy leaves with the original, which was sent before it.
		const from = sent ?? indexAt(entries, message.sentAt);
		const to = arrived ?? (message.fate === 'lost' ? from + 1 : null);
		if ((to ?? entries.length) < first || from >= first + entriesMax) continue;
		arrows.push({ message, from: from - first, to: to === null ? null : to - first });
	}
	return arrows;
}

/** The first entry that is not before a moment, by bisection; the number of entries if all are. */
export function indexAt(entries: readonly Entry[], time: number): number {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((entries[middle] as Entry).time < time) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Types by how often they occur, most often first. */
export function typesIn({ messages }: TraceData): readonly (readonly [type: string, count: number])[] {
	const counts = new Map<string, number>();
	for (const { type } of messages) counts.set(type, (counts.get(type) ?? 0) + 1);
	return [...counts].sort(([, a], [, b]) => b - a);
}
