import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { NodeId } from '../../model/index.ts';

const keptLines = 200;
/** Enough for a message with its stack. */
const endingLines = 20;

/** What a node wrote: its last lines in memory, all of it in `<directory>/nodes/<id>.log` when there is a directory. */
export class NodeLog {
	readonly #lines: string[] = [];
	readonly #file: WriteStream | undefined;

	constructor(node: NodeId, directory: string | undefined, onError: (error: Error) => void) {
		if (directory === undefined) return;
		mkdirSync(join(directory, 'nodes'), { recursive: true });
		this.#file = createWriteStream(join(directory, 'nodes', `${node}.log`), { flags: 'a' });
		this.#file.on('error', onError);
	}

	write(line: string): void {
		this.#lines.push(line);
		if (this.#lines.length > keptLines) this.#lines.shift();
		this.#file?.write(`${line}\n`);
	}

	/** What was done to the node from outside, between its own lines. */
	note(text: string): void {
		this.write(`${new Date().toISOString()} faultline: ${text}`);
	}

	/** The last lines, newest last. */
	tail(count: number): readonly string[] {
		return count <= 0 ? [] : this.#lines.slice(-count);
	}

	/** For an error message. */
	ending(): string {
		const lines = this.tail(endingLines);
		if (lines.length === 0) return 'It wrote nothing to its log.';
		return `Its log ends with:\n${lines.map((line) => `    ${line}`).join('\n')}`;
	}

	/** Resolves when everything is in the file. */
	close(): Promise<void> {
		const file = this.#file;
		if (file === undefined || file.destroyed) return Promise.resolve();
		return new Promise((resolve) => {
			file.once('error', () => resolve());
			file.end(() => resolve());
		});
	}
}
