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
	'disk',
	'damage',
	'end',
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
	/** Whether the events of this kind make a node act; the others are what it does, or what is done to it. */
	readonly isCause: boolean;
}

/** The event that a node is acting upon. */
export interface TraceCause {
	/** Its number among all events, from 0. */
	readonly number: number;
	/** Nothing before the first one. */
	readonly label: TraceLabel | undefined;
	readonly detail: unknown;
}

const causes: ReadonlySet<TraceKind> = new Set(['start', 'deliver', 'timer', 'synced', 'resume']);

/**
 * Everything that happened, in order: hashed at once and, when `keep` is set, kept for `trace.jsonl.gz`. Columns instead of
 * objects, because a second of simulation is a million rows.
 */
export class Trace {
	readonly #hash = new TraceHash();
	readonly #keep: boolean;
	readonly #pages: Page[] = [];
	/** The rows that the last page still takes. */
	#room = 0;
	readonly #counts: number[] = traceKinds.map(() => 0);
	#length = 0;
	#causeNumber = 0;
	#causeLabel: TraceLabel | undefined;
	#causeDetail: unknown;

	constructor(keep: boolean) {
		this.#keep = keep;
	}

	label(kind: TraceKind, subject: string, other: string): TraceLabel {
		const hash = hashText(`${kind} ${subject} ${other}`);
		return { kind, kindNumber: kindNumbers[kind], subject, other, hash, isCause: causes.has(kind) };
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

	/** The last event that made a node act. */
	get cause(): TraceCause {
		return { number: this.#causeNumber, label: this.#causeLabel, detail: this.#causeDetail };
	}

	digest(): string {
		return this.#hash.digest();
	}

	/** One JSON object a line. */
	*lines(): Generator<string> {
		for (const page of this.#pages) {
			for (let i = 0; i < page.length; i++) yield JSON.stringify(rowOf(page, i));
		}
	}

	#push(time: number, label: TraceLabel, detail: unknown): void {
		(this.#counts[label.kindNumber] as number)++;
		if (label.isCause) {
			this.#causeNumber = this.#length;
			this.#causeLabel = label;
			this.#causeDetail = detail;
		}
		this.#length++;
		if (!this.#keep) return;
		if (this.#room === 0) this.#turnPage();
		const page = this.#pages[this.#pages.length - 1] as Page;
		const row = page.length++;
		page.times[row] = time;
		page.labels[row] = label;
		page.details[row] = detail;
		this.#room--;
	}

	#turnPage(): void {
		this.#pages.push({ length: 0, times: new Float64Array(pageRows), labels: [], details: [] });
		this.#room = pageRows;
	}
}

/** Some thousand rows: a list that grew as a whole would be copied again and again. */
interface Page {
	length: number;
	readonly times: Float64Array;
	readonly labels: TraceLabel[];
	readonly details: unknown[];
}

const pageRows = 8192;

function rowOf({ times, labels, details }: Page, i: number): Record<string, JsonValue> {
	const { kind, subject, other } = labels[i] as TraceLabel;
	const row = { time: times[i] as number, kind };
	const detail = details[i] as JsonValue;
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
