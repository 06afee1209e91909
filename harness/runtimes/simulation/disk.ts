import type { JsonValue, Random, Storage } from '../../model/index.ts';
import { drawNanos } from '../distribution.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { SimulationOptions } from './options.ts';

/** What the disk needs of the simulation around it. */
export interface DiskEnvironment {
	readonly options: SimulationOptions;
	readonly random: Random;
	/** Runs later, and only if the node has not crashed meanwhile. */
	schedule(delayNanos: number, task: () => void): void;
	record(kind: 'append' | 'replace' | 'remove' | 'sync' | 'synced' | 'lost', file: string, detail: JsonValue): void;
}

type Write =
	| { readonly kind: 'append'; readonly file: string; readonly record: JsonValue }
	| { readonly kind: 'replace'; readonly file: string; readonly records: readonly JsonValue[] }
	| { readonly kind: 'remove'; readonly file: string };

/**
 * The disk of one node. It outlives the node's program: `crash` drops what was not synced, and the next program reads
 * the rest.
 *
 * Writes that were not synced wait in `pending`, in order. A file's pending writes survive a crash up to a random point,
 * each file for itself, because a disk may write its blocks in any order while checksums cut a file off at its first gap.
 */
export class SimulatedDisk implements Storage {
	readonly #environment: DiskEnvironment;
	#visible = new Map<string, JsonValue[]>();
	readonly #durable = new Map<string, JsonValue[]>();
	readonly #pending: Write[] = [];
	/** How many writes have ever become durable; pending write `i` is number `#flushed + i`. */
	#flushed = 0;
	/** Syncs that are under way, oldest first. */
	readonly #syncs: (() => void)[] = [];

	constructor(environment: DiskEnvironment) {
		this.#environment = environment;
	}

	read(file: string): readonly JsonValue[] {
		return this.#visible.get(file) ?? [];
	}

	list(): readonly string[] {
		return [...this.#visible.keys()].toSorted();
	}

	append(file: string, ...records: readonly JsonValue[]): void {
		for (const record of records) {
			this.#environment.record('append', file, record);
			this.#write({ kind: 'append', file, record });
		}
	}

	replace(file: string, records: readonly JsonValue[]): void {
		const copy = [...records];
		this.#environment.record('replace', file, copy);
		this.#write({ kind: 'replace', file, records: copy });
	}

	remove(file: string): void {
		this.#environment.record('remove', file, null);
		this.#write({ kind: 'remove', file });
	}

	sync(then: () => void): void {
		const upTo = this.#flushed + this.#pending.length;
		this.#environment.record('sync', '', upTo);
		const delay = Math.max(drawNanos(this.#environment.options.syncLatency, this.#environment.random), 1);
		this.#inOrder(delay, () => {
			this.#flush(upTo);
			this.#environment.record('synced', '', upTo);
			then();
		});
	}

	/** The node died: what was not synced survives in part, or not at all. */
	crash(): void {
		for (const file of new Set(this.#pending.map((write) => write.file))) this.#crashFile(file);
		this.#flushed += this.#pending.length;
		this.#pending.length = 0;
		this.#syncs.length = 0;
		this.#visible = new Map([...this.#durable].map(([file, records]) => [file, [...records]]));
	}

	/** Syncs call back in the order of their calls: each completion runs the oldest one that is still open. */
	#inOrder(delay: number, task: () => void): void {
		this.#syncs.push(task);
		this.#environment.schedule(delay, () => this.#syncs.shift()?.());
	}

	#write(write: Write): void {
		if (this.#environment.options.freeze) deepFreeze(write);
		this.#pending.push(write);
		apply(write, this.#visible);
	}

	#flush(upTo: number): void {
		const count = upTo - this.#flushed;
		if (count <= 0) return;
		for (let i = 0; i < count; i++) apply(this.#pending[i] as Write, this.#durable);
		this.#pending.splice(0, count);
		this.#flushed = upTo;
	}

	#crashFile(file: string): void {
		const { options, random, record } = this.#environment;
		const writes = this.#pending.filter((write) => write.file === file);
		const surviving = random.chance(options.totalLossProbability) ? 0 : random.integer(0, writes.length);
		for (const write of writes.slice(0, surviving)) apply(write, this.#durable);
		if (surviving < writes.length) record('lost', file, writes.length - surviving);
	}
}

function apply(write: Write, files: Map<string, JsonValue[]>): void {
	switch (write.kind) {
		case 'append': {
			const records = files.get(write.file);
			if (records === undefined) files.set(write.file, [write.record]);
			else records.push(write.record);
			return;
		}
		case 'replace':
			files.set(write.file, [...write.records]);
			return;
		case 'remove':
			files.delete(write.file);
	}
}
