import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { JsonValue, Random, Storage } from '../../model/index.ts';
import { type DiskCondition, healthyDisk } from '../conditions.ts';
import { drawMs } from '../distribution.ts';
import { decodeRecord, encodeRecord, readWholeLines } from './record-line.ts';

export const recordsSuffix = '.records';
const temporarySuffix = '.tmp';

/** Writes to one file since the last commit, folded into one: nothing later than a `replace` or `remove` needs what was before. */
type Pending = { readonly kind: 'append' | 'replace'; readonly lines: string[] } | { readonly kind: 'remove' };

export interface FileStorageOptions {
	readonly directory: string;
	/** Runs a callback as an event of the node. */
	readonly runEvent: (event: () => void) => void;
	/** The disk refused: nothing is known about what is durable any more, so the node must end. */
	readonly onFailure: (error: unknown) => void;
	readonly log: (line: string) => void;
	/** Decides which syncs of a bad disk fail, and for how long they take. */
	readonly random: Random;
}

/**
 * A node's storage as files, one for each name, one record a line.
 *
 * Writes wait in this process until `sync`, and only then go to the disk: so a SIGKILL loses what was not synced, as a power
 * cut does, though the operating system survives it. All syncs that are asked for while a commit is under way share the
 * next one (group commit).
 */
export class FileStorage implements Storage {
	readonly #options: FileStorageOptions;
	/** What `read` sees: encoded lines, so that changing a record after it was written changes nothing. */
	readonly #files = new Map<string, string[]>();
	readonly #onDisk = new Set<string>();
	readonly #handles = new Map<string, FileHandle>();
	#pending = new Map<string, Pending>();
	#waiting: (() => void)[] = [];
	#committing = false;
	#condition: DiskCondition = healthyDisk;

	constructor(options: FileStorageOptions) {
		this.#options = options;
		mkdirSync(options.directory, { recursive: true });
		for (const entry of readdirSync(options.directory)) this.#recover(entry);
	}

	/** How the disk behaves from now on: faults of a disk, as far as a process can play them to itself. */
	setCondition(condition: DiskCondition): void {
		this.#condition = condition;
	}

	read(file: string): readonly JsonValue[] {
		const lines = this.#files.get(file);
		if (lines === undefined) return [];
		if (this.#condition.unreadable) this.#options.onFailure(new Error(`EIO: \`${file}\` cannot be read (injected)`));
		return lines.map(decodeRecord);
	}

	append(file: string, ...records: readonly JsonValue[]): void {
		if (records.length === 0) return;
		const lines = records.map(encodeRecord);
		push(this.#linesOf(file), lines);
		const pending = this.#pending.get(file);
		if (pending === undefined) this.#pending.set(file, { kind: 'append', lines });
		else if (pending.kind === 'remove') this.#pending.set(file, { kind: 'replace', lines });
		else push(pending.lines, lines);
	}

	replace(file: string, records: readonly JsonValue[]): void {
		const lines = records.map(encodeRecord);
		this.#files.set(file, [...lines]);
		this.#pending.set(file, { kind: 'replace', lines });
	}

	remove(file: string): void {
		if (this.#files.delete(file)) this.#pending.set(file, { kind: 'remove' });
	}

	list(): readonly string[] {
		return [...this.#files.keys()].sort();
	}

	sync(then: () => void): void {
		this.#waiting.push(then);
		if (!this.#committing) this.#commitAll().catch(this.#options.onFailure);
	}

	/**
	 * A power failure in the middle of writing: of what was not synced a random part goes to the disk, up to any byte. To be
	 * followed by the end of the process.
	 */
	tear(): void {
		const { random } = this.#options;
		for (const [file, writes] of this.#pending) {
			if (writes.kind === 'append') {
				const text = writes.lines.join('');
				appendFileSync(this.#path(file), text.slice(0, random.integer(0, text.length)));
			} else if (random.chance(0.5)) {
				if (writes.kind === 'remove') rmSync(this.#path(file), { force: true });
				else writeFileSync(this.#path(file), writes.lines.join(''));
			}
		}
	}

	/** What was not synced is lost. A node's storage is never closed: it ends with its process. */
	async close(): Promise<void> {
		await Promise.all([...this.#handles.keys()].map((file) => this.#close(file)));
	}

	#linesOf(file: string): string[] {
		let lines = this.#files.get(file);
		if (lines === undefined) {
			lines = [];
			this.#files.set(file, lines);
		}
		return lines;
	}

	#recover(entry: string): void {
		const path = join(this.#options.directory, entry);
		if (entry.endsWith(temporarySuffix)) rmSync(path);
		if (!entry.endsWith(recordsSuffix)) return;
		const content = readFileSync(path);
		const { lines, byteLength } = readWholeLines(content);
		const file = decodeURIComponent(entry.slice(0, -recordsSuffix.length));
		if (byteLength < content.length) {
			truncateSync(path, byteLength);
			this.#options.log(`storage: dropped ${content.length - byteLength} torn bytes at the end of ${file}`);
		}
		this.#files.set(file, lines);
		this.#onDisk.add(file);
	}

	async #commitAll(): Promise<void> {
		this.#committing = true;
		while (this.#waiting.length > 0) {
			// Lets every message that has arrived already join this commit.
			await setImmediate();
			const callbacks = this.#waiting;
			const pending = this.#pending;
			this.#waiting = [];
			this.#pending = new Map();
			await this.#commit(pending);
			for (const then of callbacks) this.#options.runEvent(then);
		}
		this.#committing = false;
	}

	async #commit(pending: ReadonlyMap<string, Pending>): Promise<void> {
		const { random } = this.#options;
		for (const delay of this.#condition.syncDelays) await sleep(drawMs(delay, random));
		if (pending.size === 0 || this.#condition.losesSyncs) return;
		this.#refuse();
		const namesChanged = await Promise.all([...pending].map(([file, writes]) => this.#write(file, writes)));
		if (namesChanged.includes(true)) await syncDirectory(this.#options.directory);
	}

	#refuse(): void {
		const { full, writeErrorProbability } = this.#condition;
		if (full) throw new Error('ENOSPC: no space left on the disk (injected)');
		if (writeErrorProbability > 0 && this.#options.random.chance(writeErrorProbability)) {
			throw new Error('EIO: a write failed (injected)');
		}
	}

	/** Resolves to whether the directory has changed, and has to be synced as well. */
	async #write(file: string, writes: Pending): Promise<boolean> {
		if (writes.kind === 'append') return this.#appendTo(file, writes.lines.join(''));
		await this.#close(file);
		if (writes.kind === 'replace') await this.#replaceWith(file, writes.lines.join(''));
		else await rm(this.#path(file), { force: true });
		if (writes.kind === 'replace') this.#onDisk.add(file);
		else this.#onDisk.delete(file);
		return true;
	}

	async #appendTo(file: string, text: string): Promise<boolean> {
		let handle = this.#handles.get(file);
		if (handle === undefined) {
			handle = await open(this.#path(file), 'a');
			this.#handles.set(file, handle);
		}
		await handle.appendFile(text);
		await handle.datasync();
		const isNew = !this.#onDisk.has(file);
		this.#onDisk.add(file);
		return isNew;
	}

	async #replaceWith(file: string, text: string): Promise<void> {
		const temporary = this.#path(file) + temporarySuffix;
		const handle = await open(temporary, 'w');
		try {
			await handle.writeFile(text);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await rename(temporary, this.#path(file));
	}

	async #close(file: string): Promise<void> {
		const handle = this.#handles.get(file);
		this.#handles.delete(file);
		await handle?.close();
	}

	#path(file: string): string {
		return join(this.#options.directory, encodeURIComponent(file) + recordsSuffix);
	}
}

function push(target: string[], lines: readonly string[]): void {
	for (const line of lines) target.push(line);
}

async function syncDirectory(directory: string): Promise<void> {
	const handle = await open(directory, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
