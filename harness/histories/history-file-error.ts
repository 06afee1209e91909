import { UsageError } from '../model/index.ts';

export interface HistoryFileProblem {
	readonly file: string;
	/** From 1; absent when the trouble is with the file as a whole. */
	readonly line?: number;
	/** From 1, in characters; absent where there is no line. */
	readonly column?: number;
	/** What stands there, shortened. */
	readonly found?: string;
	readonly expected: string;
}

/** A history file is missing, empty, truncated or malformed. Nothing in it is guessed: there is no history. */
export class HistoryFileError extends UsageError {
	readonly file: string;
	readonly line: number | undefined;
	readonly column: number | undefined;

	constructor({ file, line, column, expected, found }: HistoryFileProblem, options?: ErrorOptions) {
		const place = [file, line, column].filter((part) => part !== undefined).join(':');
		const got = found === undefined ? '' : `, got ${shorten(found)}`;
		super(`${place}: expected ${expected}${got}`, options);
		this.file = file;
		this.line = line;
		this.column = column;
	}
}

function shorten(text: string): string {
	// A binary file must not speak to the terminal.
	const shown = text.replaceAll(/\p{Cc}/gu, '\uFFFD');
	return shown.length <= 120 ? `\`${shown}\`` : `\`${shown.slice(0, 117)}…\``;
}
