import { Chalk, type ChalkInstance } from 'chalk';
import { createLogUpdate } from 'log-update';

/** Where a command writes, and how. With `--json` nothing but JSON goes to standard output. */
export interface Output {
	/** A line for people: standard output, or nothing with `--json`. Above the progress, where there is one. */
	line(text?: string): void;
	/** Draws something below all lines, in place of what was there; nothing takes it away. Only where `live` is true. */
	drawBelow(text: string | undefined): void;
	/** A line for programs. */
	json(value: unknown): void;
	/** A line on standard error: notes and errors. */
	note(text: string): void;
	readonly color: boolean;
	readonly chalk: ChalkInstance;
	/** Somebody is watching: there is a terminal, and it is not a CI job. */
	readonly live: boolean;
	/** Of the terminal; 100 where there is none. */
	readonly columns: number;
}

export interface OutputOptions {
	readonly json: boolean;
	/** `--color` or `--no-color`; by default as the terminal and the environment say. */
	readonly color: boolean | undefined;
}

/** `NO_COLOR` (https://no-color.org) and `CI` are respected; `--color` and `--no-color` overrule both. */
export function createOutput({ json, color: wanted }: OutputOptions): Output {
	const { NO_COLOR, CI } = process.env;
	const terminal = process.stdout.isTTY === true;
	const color = wanted ?? (terminal && !isSet(NO_COLOR) && !isSet(CI));
	const window = createLogUpdate(process.stdout);
	let below: string | undefined;
	const drawBelow = (text: string | undefined): void => {
		below = text;
		if (text !== undefined) {
			window(text);
			return;
		}
		window.clear();
		// Shows the cursor again.
		window.done();
	};
	const above = (write: () => void): void => {
		const text = below;
		if (text !== undefined) drawBelow(undefined);
		write();
		if (text !== undefined) drawBelow(text);
	};
	return {
		line(text = '') {
			if (!json) above(() => process.stdout.write(`${text}\n`));
		},
		drawBelow,
		json: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
		note: (text) => above(() => process.stderr.write(`${text}\n`)),
		color,
		chalk: new Chalk({ level: color ? 1 : 0 }),
		live: terminal && !json && !isSet(CI),
		get columns() {
			return process.stdout.columns ?? 100;
		},
	};
}

/**
 * A reader that goes away (`faultline list | head -1`) is no error: the rest of the output has no one to read it. A run
 * goes on nevertheless, so that it heals and removes what it made.
 */
export function surviveClosedPipes(): void {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on('error', (error: NodeJS.ErrnoException) => {
			if (error.code !== 'EPIPE') throw error;
		});
	}
}

function isSet(variable: string | undefined): boolean {
	return variable !== undefined && variable !== '' && variable !== '0' && variable !== 'false';
}
