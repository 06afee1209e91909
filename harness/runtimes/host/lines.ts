import type { Readable } from 'node:stream';

/** Calls `onLine` with each whole line of a stream, without its newline. What follows the last newline is never a line. */
export function onLines(stream: Readable, onLine: (line: string) => void): void {
	let rest = '';
	stream.setEncoding('utf8');
	stream.on('data', (chunk: string) => {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop() as string;
		for (const line of lines) if (line !== '') onLine(line);
	});
}
