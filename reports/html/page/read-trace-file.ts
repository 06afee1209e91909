import { MessageReader } from '../trace/messages.ts';
import type { TraceData } from '../trace/trace-data.ts';
import { parseRow } from '../trace/trace-row.ts';

/** A run's `trace.jsonl.gz`, or what is in it, from the user's disk. Nothing leaves the page. */
export async function readTraceFile(file: File): Promise<TraceData> {
	const messages = new MessageReader(0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
	let end = 0;
	let number = 0;
	for await (const line of linesOf(file)) {
		number++;
		try {
			const row = parseRow(line);
			if (row === undefined) continue;
			end = Math.max(end, row.time);
			messages.read(row);
		} catch (error) {
			throw new Error(`line ${number}: ${(error as Error).message}`, { cause: error });
		}
	}
	return { ...messages.data(), to: end };
}

async function* linesOf(file: File): AsyncGenerator<string> {
	const bytes = file.name.endsWith('.gz') ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
	const reader = bytes.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
		const lines = (rest + chunk.value).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
	if (rest !== '') yield rest;
}
