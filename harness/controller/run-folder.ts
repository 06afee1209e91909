import {
	appendFileSync,
	closeSync,
	mkdirSync,
	openSync,
	readlinkSync,
	rmSync,
	symlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FaultEvent, HistoryEvent, TestOptions, Verdict } from '../model/index.ts';

/** A run's folder cannot be written: the disk is full, say. Exit code 255; what was written before stays. */
export class RunFolderError extends Error {
	override readonly name = 'RunFolderError';
}

export interface Versions {
	readonly faultline: string;
	readonly node: string;
}

/**
 * A run's folder while the run goes on. `history.jsonl` and `faults.jsonl` grow line by line, each line handed to the
 * operating system before the run goes on, so that a killed controller loses nothing.
 */
export class RunFolder {
	readonly path: string;
	readonly #history: number;
	readonly #faults: number;
	/** Lines that wait for `flush`, when lines need not be written one by one. */
	readonly #waiting: string[] = [];
	readonly #lineByLine: boolean;
	#closed = false;

	/** @param lineByLine false where a run that dies can be run again to the same end: in the simulation */
	static create(out: string, options: TestOptions, versions: Versions, lineByLine: boolean): RunFolder {
		const stamp = new Date().toISOString().replace(/[:.]/g, '-');
		const wanted = resolve(out, `${options.system}-${options.workload}-${options.seed}-${stamp}`);
		return guard(wanted, () => {
			mkdirSync(resolve(out), { recursive: true });
			const path = makeOwnFolder(wanted);
			mkdirSync(join(path, 'nodes'));
			writeFileSync(join(path, 'test.json'), `${JSON.stringify({ options, versions }, null, 2)}\n`);
			return new RunFolder(path, lineByLine);
		});
	}

	private constructor(path: string, lineByLine: boolean) {
		this.path = path;
		this.#lineByLine = lineByLine;
		this.#history = openSync(join(path, 'history.jsonl'), 'a');
		this.#faults = openSync(join(path, 'faults.jsonl'), 'a');
	}

	appendEvent(event: HistoryEvent): void {
		this.#waiting.push(JSON.stringify(event));
		if (this.#lineByLine || this.#waiting.length >= 1000) this.flush();
	}

	appendFault(event: FaultEvent): void {
		guard(this.path, () => writeWhole(this.#faults, `${JSON.stringify(event)}\n`));
	}

	flush(): void {
		if (this.#waiting.length === 0) return;
		const text = `${this.#waiting.join('\n')}\n`;
		this.#waiting.length = 0;
		guard(this.path, () => writeWhole(this.#history, text));
	}

	/** In pieces, each a gzip member of its own: together they are a valid file, and no trace is too long for memory. */
	writeTrace(lines: Iterable<string>): void {
		const path = join(this.path, 'trace.jsonl.gz');
		let piece: string[] = [];
		const write = (): void => {
			const text = piece.map((line) => `${line}\n`).join('');
			piece = [];
			guard(this.path, () => appendFileSync(path, gzipSync(text, { level: 1 })));
		};
		for (const line of lines) {
			piece.push(line);
			if (piece.length === 10_000) write();
		}
		write();
	}

	writeNodeLog(node: string, lines: readonly string[]): void {
		this.writeFile(join('nodes', `${node}.log`), lines.map((line) => `${line}\n`).join(''));
	}

	writeVerdict(verdict: Verdict): void {
		this.writeFile('verdict.json', `${JSON.stringify(verdict, null, 2)}\n`);
	}

	writeFile(name: string, content: string | Buffer): void {
		guard(this.path, () => writeFileSync(join(this.path, name), content));
	}

	/** Flushes and points `<out>/latest` here. Safe to call twice. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		try {
			this.flush();
			pointLatest(this.path);
		} finally {
			closeSync(this.#history);
			closeSync(this.#faults);
		}
	}
}

/** Two runs of a campaign may begin in the same millisecond, with the same seed and different mutants: neither gets the other's folder. */
function makeOwnFolder(wanted: string): string {
	for (let number = 1; ; number++) {
		const path = number === 1 ? wanted : `${wanted}-${number}`;
		try {
			mkdirSync(path);
			return path;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
	}
}

/** `write` may take a part of it, at the end of a disk that fills up. */
function writeWhole(descriptor: number, text: string): void {
	const bytes = Buffer.from(text);
	for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

/** Where links cannot be made the folder is complete without. */
function pointLatest(path: string): void {
	const link = join(path, '..', 'latest');
	try {
		if (isLink(link)) rmSync(link);
		symlinkSync(basename(path), link);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code !== 'EEXIST' && code !== 'EPERM' && code !== 'ENOENT') throw error;
	}
}

function isLink(path: string): boolean {
	try {
		readlinkSync(path);
		return true;
	} catch {
		return false;
	}
}

function guard<T>(path: string, task: () => T): T {
	try {
		return task();
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === undefined) throw error;
		const hint =
			code === 'ENOSPC'
				? 'The disk is full: make room, or choose another place with --out'
				: 'Choose another place with --out';
		throw new RunFolderError(
			`Cannot write the run's folder ${path}: ${message}. ${hint}. What was recorded before is still there.`,
			{
				cause: error,
			},
		);
	}
}
