import { escapeControl, shorten } from '../../operation-label.ts';
import type { MessageData, NodeEventData, TraceData } from './trace-data.ts';
import { byName, type NodeState, partOf, type TraceRow, withNews } from './trace-row.ts';

/** Characters of a message's body. */
const bodyLengthMax = 240;
const lives: readonly string[] = ['start', 'kill', 'pause', 'resume', 'end'];

/** A message on its way: its line in the making. */
type Open = { -readonly [Field in keyof MessageData]: MessageData[Field] };

/** Messages that are alike, in the order in which they were sent; the first `arrived` of them have arrived. */
interface Alike {
	readonly sent: Open[];
	arrived: number;
}

/**
 * Pairs what was sent with what arrived. A trace has a line for each, and no number that joins them; but a message arrives as
 * it was sent, so the oldest one between the two with this body is it. One that arrives again finds the same.
 */
export class MessageReader {
	readonly #from: number;
	readonly #to: number;
	readonly #max: number;
	readonly #places = new Map<string, number>();
	readonly #onTheWay = new Map<string, Alike>();
	readonly #messages: Open[] = [];
	readonly #events: NodeEventData[] = [];
	readonly #states = new Map<string, NodeState>();
	#count = 0;

	/**
	 * Keeps what was sent in a part of the run.
	 *
	 * @param max so many messages, the last ones of the part
	 */
	constructor(from: number, to: number, max: number) {
		this.#from = from;
		this.#to = to;
		this.#max = max;
	}

	read(row: TraceRow): void {
		const { kind } = row;
		if (kind === 'send') this.#send(row);
		else if (kind === 'deliver' || kind === 'drop') this.#arrive(row);
		else if (row.node !== undefined) this.#happen(row, row.node);
	}

	data(): TraceData {
		const messages = this.#messages.slice(-this.#max);
		const from = messages.length < this.#messages.length ? (messages[0]?.sentAt ?? this.#from) : this.#from;
		const names = [...this.#places.keys()];
		const sorted = [...names].sort(byName);
		const places = names.map((name) => sorted.indexOf(name));
		return {
			participants: sorted.map(escapeControl),
			messages: messages.map((message) => ({
				...message,
				src: places[message.src] as number,
				dest: places[message.dest] as number,
			})),
			events: this.#events
				.filter(({ time }) => time >= from)
				.map((event) => ({ ...event, node: places[event.node] as number })),
			from,
			to: this.#to,
			messagesInAll: this.#count,
		};
	}

	#send({ time, src = '', dest = '', body }: TraceRow): void {
		this.#count++;
		if (time < this.#from || time > this.#to) return;
		const message: Open = {
			sentAt: time,
			arrivedAt: null,
			fate: 'under-way',
			again: false,
			src: this.#place(src),
			dest: this.#place(dest),
			type: escapeControl(shorten(String(body?.type ?? ''), 40)),
			body: escapeControl(shorten(JSON.stringify(body ?? null), bodyLengthMax)),
		};
		this.#messages.push(message);
		const key = keyOf(src, dest, body);
		const alike = this.#onTheWay.get(key);
		if (alike === undefined) this.#onTheWay.set(key, { sent: [message], arrived: 0 });
		else alike.sent.push(message);
	}

	#arrive({ time, kind, src = '', dest = '', body }: TraceRow): void {
		// What arrives before the part begins was sent before it.
		if (time < this.#from) return;
		const alike = this.#onTheWay.get(keyOf(src, dest, body));
		if (alike === undefined) return;
		const next = alike.sent[alike.arrived];
		if (next !== undefined) {
			alike.arrived++;
			next.fate = kind === 'drop' ? 'lost' : 'arrived';
			next.arrivedAt = kind === 'drop' ? null : time;
			return;
		}
		const copied = alike.sent.at(-1);
		if (copied !== undefined && kind === 'deliver') {
			this.#messages.push({ ...copied, arrivedAt: time, fate: 'arrived', again: true });
		}
	}

	#happen({ time, kind, detail }: TraceRow, node: string): void {
		if (time > this.#to) return;
		const isLife = lives.includes(kind);
		if (!isLife && kind !== 'state' && kind !== 'log') return;
		if (kind === 'start') this.#states.delete(node);
		const text =
			kind === 'log' ? escapeControl(shorten(String(detail), 120)) : kind === 'state' ? this.#news(node, detail) : kind;
		if (text === undefined || time < this.#from) return;
		this.#events.push({ time, node: this.#place(node), kind: kind as NodeEventData['kind'], text });
	}

	/** A node tells of itself after every event; only another part is news. */
	#news(node: string, detail: TraceRow['detail']): string | undefined {
		const before = this.#states.get(node) ?? {};
		const state = withNews(before, detail);
		this.#states.set(node, state);
		const part = wordsOf(state);
		return part === '' || part === wordsOf(before) ? undefined : part;
	}

	#place(name: string): number {
		let place = this.#places.get(name);
		if (place === undefined) {
			place = this.#places.size;
			this.#places.set(name, place);
		}
		return place;
	}
}

function wordsOf(state: NodeState): string {
	const { role, reign } = partOf(state);
	return escapeControl(`${role}${reign === null ? '' : ` ${reign}`}`.trim());
}

function keyOf(src: string, dest: string, body: TraceRow['body']): string {
	return `${src} ${dest} ${JSON.stringify(body)}`;
}
