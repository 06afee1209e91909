import { UsageError } from '../model/index.ts';

export interface HistoryFileProblem {
	readonly file: string;
	/** From 1; absent when the trouble is with the file as a whole. */
	readonly line?: number;
	/** What stands there, shortened. */
	readonly found?: string;
	readonly expected: string;
}

/** A history file is missing, empty, truncated or malformed. Nothing in it is guessed: there is no history. */
export class HistoryFileError extends UsageError {
	readonly file: string;
	readonly line: number | undefined;

	constructor({ file, line, expected, found }: HistoryFileProblem, options?: ErrorOptions) {
		const place = line === undefined ? file : `${file}:${line}`;
		const got = found === undefined ? '' : `, got ${shorten(found)}`;
		super(`${place}: expected ${expected}${got}`, options);
		this.file = file;
		this.line = line;
	}
}

function shorten(text: string): string {
	return text.length <= 120 ? `\`${text}\`` : `\`${text.slice(0, 117)}…\``;
}
