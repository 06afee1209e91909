import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { CampaignHeader, CampaignRun } from '../model/index.ts';
import type { CampaignRecord } from './read-record.ts';
import type { CampaignLine, Controller } from './records.ts';

/** A journal cannot be written: the disk is full, say. Exit code 255; the runs that stand in it are kept. */
export class JournalError extends Error {
	override readonly name = 'JournalError';
}

export const journalName = 'journal.jsonl';

/** The runs of a campaign as they end, each handed to the operating system before the campaign goes on. */
export class Journal {
	readonly #file: string;
	readonly #descriptor: number;

	/** A new one, in place of any other. */
	static begin(out: string, header: CampaignHeader, controller: Controller): Journal {
		return new Journal(out, [{ type: 'campaign', header, controller }]);
	}

	/** Goes on with one that was left behind: from now on it is this controller's. */
	static continue(out: string, { header, runs, millis }: CampaignRecord, controller: Controller): Journal {
		const ended = runs.map((run) => ({ type: 'run', run, elapsedMs: millis }) as const);
		return new Journal(out, [{ type: 'campaign', header, controller }, ...ended]);
	}

	/** The file appears whole: whoever still writes to an earlier one writes to what has no name any more. */
	private constructor(out: string, lines: readonly CampaignLine[]) {
		this.#file = join(out, journalName);
		const temporary = `${this.#file}.tmp`;
		this.#descriptor = guard(this.#file, () => {
			mkdirSync(out, { recursive: true });
			writeFileSync(temporary, lines.map(toLine).join(''));
			renameSync(temporary, this.#file);
			return openSync(this.#file, 'a');
		});
	}

	append(run: CampaignRun, elapsedMs: number): void {
		this.#write({ type: 'run', run, elapsedMs: Math.round(elapsedMs) });
	}

	end(millis: number): void {
		this.#write({ type: 'end', millis });
	}

	close(): void {
		closeSync(this.#descriptor);
	}

	#write(line: CampaignLine): void {
		const bytes = Buffer.from(toLine(line));
		guard(this.#file, () => {
			for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
		});
	}
}

function toLine(line: CampaignLine): string {
	return `${JSON.stringify(line)}\n`;
}

function guard<T>(file: string, task: () => T): T {
	try {
		return task();
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		const remedy = code === 'ENOSPC' ? 'The disk is full: make room' : 'Choose another place with --out';
		throw new JournalError(
			`Cannot write the campaign's journal ${file}: ${message}. ${remedy}; the same command then goes on after the runs that stand in it.`,
			{ cause: error },
		);
	}
}
