import type { JsonValue } from '../../model/index.ts';
import { hashText, TraceHash } from './trace-hash.ts';

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

/** What an event is about, made once and used for many: the kind, the node or client it happens to, and its peer, file or timer. */
export interface TraceLabel {
	readonly kind: TraceKind;
	readonly kindNumber: number;
	readonly subject: string;
	readonly other: string;
	/** Stands for the three in the hash. */
	readonly hash: number;
}

/**
 * Everything that happened, in order: hashed at once and, when `keep` is set, kept for `trace.jsonl.gz`. Columns instead of
 * objects, because a second of simulation is a million rows.
 */
export class Trace {
	readonly #hash = new TraceHash();
	readonly #keep: boolean;
	readonly #times: number[] = [];
	readonly #labels: TraceLabel[] = [];
	readonly #details: unknown[] = [];
	readonly #counts: number[] = traceKinds.map(() => 0);

	constructor(keep: boolean) {
		this.#keep = keep;
	}

	label(kind: TraceKind, subject: string, other: string): TraceLabel {
		const hash = hashText(`${kind} ${subject} ${other}`);
		return { kind, kindNumber: kindNumbers[kind], subject, other, hash };
	}

	/** @param detail plain data that nobody changes any more */
	record(time: number, label: TraceLabel, detail: unknown): void {
		const hash = this.#hash;
		hash.word(label.hash);
		hash.number(time);
		hash.json(detail, label.kind);
		this.#push(time, label, detail);
	}

	/** A message that was hashed when it was sent arrives or is lost: its number stands for it in the hash. */
	recordMessage(time: number, label: TraceLabel, number: number, body: unknown): void {
		const hash = this.#hash;
		hash.word(label.hash);
		hash.number(time);
		hash.number(number);
		this.#push(time, label, body);
	}

	/** How many events of this kind there were, kept or not. */
	count(kind: TraceKind): number {
		return this.#counts[kindNumbers[kind]] as number;
	}

	digest(): string {
		return this.#hash.digest();
	}

	/** One JSON object a line. */
	*lines(): Generator<string> {
		for (let i = 0; i < this.#times.length; i++) yield JSON.stringify(this.#row(i));
	}

	#push(time: number, label: TraceLabel, detail: unknown): void {
		(this.#counts[label.kindNumber] as number)++;
		if (!this.#keep) return;
		this.#times.push(time);
		this.#labels.push(label);
		this.#details.push(detail);
	}

	#row(i: number): Record<string, JsonValue> {
		const { kind, subject, other } = this.#labels[i] as TraceLabel;
		const row = { time: this.#times[i] as number, kind };
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
