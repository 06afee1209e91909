import type { JsonValue, Random, Storage } from '../../model/index.ts';
import { type DiskCondition, type DiskDamage, healthyDisk, type Unsynced } from '../conditions.ts';
import { drawNanos } from '../distribution.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { SimulationOptions } from './options.ts';

/** What the disk needs of the simulation around it. */
export interface DiskEnvironment {
	readonly options: SimulationOptions;
	readonly random: Random;
	/** Runs later, and only if the node has not crashed meanwhile. */
	schedule(delayNanos: number, task: () => void): void;
	record(
		kind: 'append' | 'replace' | 'remove' | 'sync' | 'synced' | 'lost' | 'disk' | 'damage',
		file: string,
		detail: JsonValue,
	): void;
}

/** The disk refused. Nobody knows then what is durable, so it ends the node. */
export class DiskError extends Error {
	override readonly name = 'DiskError';
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
	#condition: DiskCondition = healthyDisk;
	/** Places in durable files of records whose checksum is wrong. */
	#flipped: readonly { readonly file: string; readonly index: number }[] = [];

	constructor(environment: DiskEnvironment) {
		this.#environment = environment;
	}

	setCondition(condition: DiskCondition): void {
		this.#environment.record('disk', '', { ...condition });
		this.#condition = condition;
	}

	/** What every file's checksums are compared for, when the node starts. Throws a `DiskError`. */
	verify(): void {
		const [flip] = this.#flipped;
		if (flip !== undefined) throw new DiskError(`record ${flip.index} of \`${flip.file}\` has a wrong checksum`);
	}

	read(file: string): readonly JsonValue[] {
		const records = this.#visible.get(file);
		if (records !== undefined && this.#condition.unreadable) throw new DiskError(`EIO: \`${file}\` cannot be read`);
		return records ?? [];
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
		this.#inOrder(Math.max(this.#drawLatency(), 1), () => {
			this.#flush(upTo);
			this.#environment.record('synced', '', upTo);
			then();
		});
	}

	/** The node died: what was not synced survives in part, or not at all. */
	crash(unsynced?: Unsynced): void {
		const fate = this.#condition.losesSyncs ? 'lost' : unsynced;
		for (const file of new Set(this.#pending.map((write) => write.file))) this.#crashFile(file, fate);
		this.#flushed += this.#pending.length;
		this.#pending.length = 0;
		this.#syncs.length = 0;
		this.#forget();
	}

	/** To be called while the node is down. */
	damage(damage: DiskDamage): void {
		this.#environment.record('damage', '', { ...damage });
		if (damage.kind === 'bit-flip') this.#flip(damage.bits);
		else if (damage.kind === 'wipe') this.#durable.clear();
		else for (const records of this.#durable.values()) records.splice(-damage.records);
		this.#forget();
	}

	/** Undoes all flips. */
	repair(): void {
		this.#flipped = [];
	}

	/** The next program sees what is durable. */
	#forget(): void {
		this.#visible = new Map([...this.#durable].map(([file, records]) => [file, [...records]]));
	}

	/** Any record but the last of its file: there a flip could not be told from a torn write, and would be cut off. */
	#flip(bits: number): void {
		const places = [...this.#durable].flatMap(([file, records]) =>
			Array.from({ length: Math.max(0, records.length - 1) }, (_, index) => ({ file, index })),
		);
		if (places.length === 0) return;
		const flipped = Array.from({ length: bits }, () => this.#environment.random.pick(places));
		this.#flipped = [...this.#flipped, ...flipped];
	}

	#drawLatency(): number {
		const { options, random } = this.#environment;
		let latency = drawNanos(options.syncLatency, random);
		for (const delay of this.#condition.syncDelays) latency += drawNanos(delay, random);
		return latency;
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
		if (count <= 0 || this.#condition.losesSyncs) return;
		this.#refuse();
		for (let i = 0; i < count; i++) apply(this.#pending[i] as Write, this.#durable);
		this.#pending.splice(0, count);
		this.#flushed = upTo;
	}

	#refuse(): void {
		const { full, writeErrorProbability } = this.#condition;
		if (full) throw new DiskError('ENOSPC: no space left on the disk');
		if (writeErrorProbability > 0 && this.#environment.random.chance(writeErrorProbability)) {
			throw new DiskError('EIO: a write failed');
		}
	}

	#crashFile(file: string, fate: Unsynced | undefined): void {
		const { random, record } = this.#environment;
		const writes = this.#pending.filter((write) => write.file === file);
		const surviving = this.#losesAll(fate) ? 0 : random.integer(0, writes.length);
		for (const write of writes.slice(0, surviving)) apply(write, this.#durable);
		if (surviving < writes.length) record('lost', file, writes.length - surviving);
	}

	#losesAll(fate: Unsynced | undefined): boolean {
		if (fate !== undefined) return fate === 'lost';
		const { options, random } = this.#environment;
		return random.chance(options.totalLossProbability);
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
