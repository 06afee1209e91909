import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Measurement, median } from './measurement.ts';

const runs = Number(process.env['FAULTLINE_BENCH_RUNS'] ?? 1000);
const nemeses = process.env['FAULTLINE_BENCH_NEMESES'];
const sampleMs = 500;
/** Of the kernel's clock, in which it counts the time of a processor. */
const ticksASecond = 100;

/** A campaign as users call it, in a process of its own: how long, and how much memory from its beginning to its end. */
export async function* bench(): AsyncGenerator<Measurement> {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
	const programs = resolve('node_modules', '.cache', `faultline-bench-${process.pid}`);
	try {
		await bundle(programs);
		yield await measure(join(programs, 'faultline.js'), folder);
	} finally {
		for (const made of [folder, programs]) rmSync(made, { recursive: true, force: true });
	}
}

/** At its own place, from which it finds what it bundles. */
async function bundle(folder: string): Promise<void> {
	const script = pathToFileURL(resolve('scripts/bundle-programs.mjs')).href;
	const { bundlePrograms } = (await import(script)) as { bundlePrograms(folder: string): Promise<void> };
	await bundlePrograms(folder);
}

async function measure(program: string, folder: string): Promise<Measurement> {
	const mix = nemeses === undefined ? [] : ['--nemesis', nemeses];
	const args = ['campaign', '--system', 'raft', '--time', '30s', '--seeds', `1..${runs}`, '--jobs', '2', ...mix];
	const startedAt = performance.now();
	const child = spawn(process.execPath, [program, ...args, '--json'], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const samples = sampling(child);
	const { counts, exitCode } = await outcomeOf(child);
	const seconds = Math.round((performance.now() - startedAt) / 1000);
	const { residentMb, peakMb, cpuSeconds } = samples();
	const third = Math.ceil(residentMb.length / 3);
	const thirdsMb = [0, 1, 2].map((i) => median(residentMb.slice(i * third, (i + 1) * third)));
	return { bench: 'campaign/whole', value: seconds, unit: 's', cpuSeconds, peakMb, thirdsMb, exitCode, ...counts };
}

interface Samples {
	/** At equal distances. */
	readonly residentMb: readonly number[];
	readonly peakMb: number;
	readonly cpuSeconds: number;
}

/** Looks at a process until it is asked what it saw. */
function sampling({ pid }: ChildProcess): () => Samples {
	const residentMb: number[] = [];
	let [peakMb, cpuSeconds] = [0, 0];
	const timer = setInterval(() => {
		try {
			const status = readFileSync(`/proc/${pid}/status`, 'utf8');
			residentMb.push(megabytesIn(status, 'VmRSS'));
			peakMb = megabytesIn(status, 'VmHWM');
			cpuSeconds = cpuSecondsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
		} catch {
			// It has just ended.
		}
	}, sampleMs);
	return () => {
		clearInterval(timer);
		return { residentMb, peakMb, cpuSeconds };
	};
}

function megabytesIn(status: string, name: string): number {
	const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
	if (kilobytes === undefined) throw new Error(`Expected ${name} in the status of a process`);
	return Math.round(Number(kilobytes) / 1024);
}

/** Of all its threads. The name of the program, in brackets, may have blanks in it. */
function cpuSecondsIn(stat: string): number {
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return Math.round((Number(fields[11]) + Number(fields[12])) / ticksASecond);
}

async function outcomeOf(child: ChildProcess): Promise<{ counts: Counts; exitCode: number }> {
	let printed = '';
	child.stdout?.setEncoding('utf8').on('data', (chunk) => {
		printed += chunk;
	});
	const [exitCode] = await once(child, 'close');
	const { valid, invalid, unknown, errors } = JSON.parse(printed);
	return { counts: { valid, invalid, unknown, errors }, exitCode };
}

type Counts = Readonly<Record<'valid' | 'invalid' | 'unknown' | 'errors', number>>;
