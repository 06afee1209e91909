import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkLinearizable } from '../checkers/index.ts';
import { formatEvent, readHistory } from '../harness/histories/index.ts';
import type { History, HistoryEvent } from '../harness/model/index.ts';
import { type Measurement, median, timed } from './measurement.ts';

const eventCount = 1_000_000;
const repetitions = 3;

/**
 * How fast history files are read: a million events of a register with unique values and ten clients, in every format that
 * fits, and how long the check takes that follows.
 */
export async function* bench(): AsyncGenerator<Measurement> {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
	try {
		for (const [name, content] of Object.entries(contents())) {
			const file = join(folder, name);
			writeFileSync(file, content());
			if (name === 'jsonl') yield* measureMemory(file);
			yield* measureReading(name, file);
		}
		yield* measureCheck(readHistory(join(folder, 'jsonl')));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function* measureReading(name: string, file: string): AsyncGenerator<Measurement> {
	const runs: { cpuSeconds: number; seconds: number }[] = [];
	for (let i = 0; i < repetitions; i++) runs.push(await timed(() => void readHistory(file)));
	const seconds = median(runs.map((run) => run.seconds));
	const cpuSeconds = median(runs.map((run) => run.cpuSeconds));
	const megabytes = textBytesOf(file) / 1e6;
	yield { bench: `histories/${name}-million-events`, value: round(seconds), unit: 's', cpuSeconds: round(cpuSeconds) };
	yield {
		bench: `histories/${name}-throughput`,
		value: round(megabytes / seconds),
		unit: 'MB/s',
		ofCpu: round(megabytes / cpuSeconds),
	};
}

function* measureMemory(file: string): Generator<Measurement> {
	const before = usedBytes();
	const history = readHistory(file);
	const bytes = usedBytes() - before;
	yield { bench: 'histories/memory', value: Math.round(bytes / history.length), unit: 'B/event' };
}

async function* measureCheck(history: History): AsyncGenerator<Measurement> {
	const runs: number[] = [];
	let valid: unknown;
	for (let i = 0; i < 3; i++) {
		const result = await checkLinearizable(history, { model: 'register' });
		runs.push(result.millis);
		valid = result.valid;
	}
	yield {
		bench: 'histories/check-million-events',
		value: round(median(runs) / 1000),
		unit: 's',
		valid: valid as boolean,
	};
}

/** The size of a file's text, unpacked. */
function textBytesOf(file: string): number {
	return file.endsWith('-gz') ? gunzipSync(readFileSync(file)).length : statSync(file).size;
}

/** Memory of this process' own objects and typed arrays, after what nobody needs has been collected. */
function usedBytes(): number {
	(globalThis as { gc?: () => void }).gc?.();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

function contents(): { readonly [name: string]: () => string | Uint8Array } {
	const lines = (format: (event: HistoryEvent) => string) => [...events()].map(format).join('\n');
	const jsonl = () => `${lines(formatEvent)}\n`;
	const edn = () =>
		lines(
			({ index, time, process, type, f, value }) =>
				`{:process ${process}, :type :${type}, :f :${f}, :value ${value ?? 'nil'}, :time ${time}, :index ${index}}`,
		);
	return {
		jsonl,
		'jsonl-gz': () => gzipSync(jsonl()),
		edn,
		'edn-records-in-a-vector': () => `[${edn().replaceAll(/^/gm, '#jepsen.history.Op')}]`,
		'jepsen-log': () => `${lines(logLine)}\n`,
	};
}

function logLine({ time, process, type, f, value }: HistoryEvent): string {
	const at = new Date(time / 1e6).toISOString().slice(0, -1).replace('T', ' ').replace('.', ',');
	const rest = `${process}\t:${type}\t:${f}\t${value ?? 'nil'}`;
	return `${at}{GMT}\tINFO\t[jepsen worker ${process}] jepsen.util: ${rest}`;
}

/** Ten clients of a register that works: an operation takes effect when it completes. */
function* events(): Generator<HistoryEvent> {
	const open = new Map<number, { f: string; value: number | null }>();
	let [state, written, seed] = [0, 0, 7];
	for (let index = 0; index < eventCount; index++) {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		const process = (seed >>> 8) % 10;
		const operation = open.get(process);
		const time = index * 1000;
		if (operation === undefined) {
			const isWrite = (seed >>> 16) % 2 === 0 || state === 0;
			const begun = isWrite ? { f: 'write', value: ++written } : { f: 'read', value: null };
			open.set(process, begun);
			yield { index, time, process, type: 'invoke', ...begun };
		} else {
			open.delete(process);
			if (operation.f === 'write') state = operation.value as number;
			yield { index, time, process, type: 'ok', f: operation.f, value: state === 0 ? null : state };
		}
	}
}

function round(value: number): number {
	return Math.round(value * 1000) / 1000;
}
