import type { JsonValue } from '../../model/index.ts';
import { TraceHash } from './trace-hash.ts';

/** What can be seen in a simulation. Numbers, for the hash; the trace's lines carry the names. */
export const traceKinds = [
	'send',
	'deliver',
	'drop',
	'timer',
	'append',
	'replace',
	'remove',
	'sync',
	'synced',
	'lost',
	'state',
	'start',
	'kill',
	'pause',
	'resume',
	'link',
	'clock',
	'log',
] as const;

export type TraceKind = (typeof traceKinds)[number];

const kindNumbers = Object.fromEntries(traceKinds.map((kind, number) => [kind, number])) as Record<TraceKind, number>;

/**
 * Everything that happened, in order: hashed at once and, when `keep` is set, kept for `trace.jsonl.gz`. Columns instead of
 * objects, because a second of simulation is a million rows.
 */
export class Trace {
	readonly #hash = new TraceHash();
	readonly #keep: boolean;
	readonly #times: number[] = [];
	readonly #kinds: number[] = [];
	readonly #subjects: string[] = [];
	readonly #others: string[] = [];
	readonly #details: unknown[] = [];
	#length = 0;

	constructor(keep: boolean) {
		this.#keep = keep;
	}

	/** How many events there were. */
	get length(): number {
		return this.#length;
	}

	/**
	 * @param subject the node or client that it happened to
	 * @param other its peer, file or timer
	 * @param detail plain data that nobody changes any more
	 */
	record(time: number, kind: TraceKind, subject: string, other: string, detail: unknown): void {
		const hash = this.#hash;
		hash.word(kindNumbers[kind]);
		hash.number(time);
		hash.text(subject);
		hash.text(other);
		hash.json(detail, kind);
		this.#push(time, kind, subject, other, detail);
	}

	/** A message that was hashed when it was sent arrives or is lost: its number stands for it in the hash. */
	recordMessage(
		time: number,
		kind: 'deliver' | 'drop',
		subject: string,
		other: string,
		number: number,
		body: unknown,
	): void {
		const hash = this.#hash;
		hash.word(kindNumbers[kind]);
		hash.number(time);
		hash.number(number);
		this.#push(time, kind, subject, other, body);
	}

	digest(): string {
		return this.#hash.digest();
	}

	/** One JSON object a line. */
	*lines(): Generator<string> {
		for (let i = 0; i < this.#times.length; i++) yield JSON.stringify(this.#row(i));
	}

	#push(time: number, kind: TraceKind, subject: string, other: string, detail: unknown): void {
		this.#length++;
		if (!this.#keep) return;
		this.#times.push(time);
		this.#kinds.push(kindNumbers[kind]);
		this.#subjects.push(subject);
		this.#others.push(other);
		this.#details.push(detail);
	}

	#row(i: number): Record<string, JsonValue> {
		const kind = traceKinds[this.#kinds[i] as number] as TraceKind;
		const row = { time: this.#times[i] as number, kind };
		const subject = this.#subjects[i] as string;
		const other = this.#others[i] as string;
		const detail = this.#details[i] as JsonValue;
		switch (kind) {
			case 'send':
				return { ...row, src: subject, dest: other, body: detail };
			case 'deliver':
			case 'drop':
				return { ...row, src: other, dest: subject, body: detail };
			case 'timer':
				return { ...row, node: subject, timer: other };
			case 'append':
			case 'replace':
			case 'remove':
			case 'lost':
				return { ...row, node: subject, file: other, detail };
			case 'link':
				return { ...row, from: subject, to: other, condition: detail };
			default:
				return { ...row, node: subject, ...(detail !== null && { detail }) };
		}
	}
}
