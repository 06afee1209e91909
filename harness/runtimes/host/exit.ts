import { writeSync } from 'node:fs';

/** Exit codes of a node host, after sysexits.h: what went wrong can be told from outside. */
export const hostExitCodes = {
	usage: 64,
	/** The node program threw. */
	programFailed: 70,
	/** The disk failed (full, I/O error): what is durable is unknown, so the node must not go on. */
	diskFailed: 74,
	/** Something arrived that is not the protocol. */
	protocol: 76,
} as const;

/** Ends the host at once, with the reason in its log. Synchronous, so that nothing runs after it and the line is not lost. */
export function crash(code: number, headline: string, error?: unknown): never {
	const details =
		error === undefined ? '' : `: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
	writeError(`faultline node: ${headline}${details}\n`);
	process.exit(code);
}

export function logLine(line: string): void {
	process.stderr.write(`${line}\n`);
}

function writeError(text: string): void {
	try {
		writeSync(2, text);
	} catch {
		// The controller is gone, or its pipe is full: there is nobody to tell, and the exit code still says it.
	}
}
