import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isStopped } from '../../real/process-identity.ts';
import { findVdso, type Mapping, ProcessMemory } from './process-memory.ts';
import { selfTest } from './self-test.ts';
import { setProcessClock } from './set-clock.ts';

const hourMs = 3_600_000;
const trueClock = { offsetMs: 0, rate: 1 };

/** Programs that answer each line with their wall clock in milliseconds, through different functions of the vDSO. */
const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
	'Node.js (clock_gettime)': [process.execPath, '-e', "process.stdin.on('data', () => console.log(Date.now()))"],
	// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own.
	'bash (gettimeofday)': ['bash', '-c', 'while read -r; do t=${EPOCHREALTIME/[.,]/}; echo "${t%???}"; done'],
	'bash (time)': ['bash', '-c', 'while read -r; do echo "$' + '{EPOCHSECONDS}000"; done'],
	'perl (time)': ['perl', '-e', '$| = 1; while (<STDIN>) { print time, "000\\n" }'],
	'python (clock_gettime)': ['python3', '-uc', 'import time\nwhile input() == "": print(int(time.time() * 1000))'],
};

const supported = process.platform === 'linux' && process.arch === 'x64';
const children: ChildProcessWithoutNullStreams[] = [];

afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start([program, ...args]: readonly [string, ...string[]]) {
	const child = spawn(program, args);
	children.push(child);
	child.stdin.on('error', () => {});
	const readMs = async (): Promise<number> => {
		child.stdin.write('\n');
		const [answer] = await once(child.stdout, 'data');
		return Number(String(answer));
	};
	return {
		child,
		pid: child.pid as number,
		readMs,
		/** How far its clock is ahead of the true one. A clock of whole seconds is up to one behind. */
		aheadMs: async () => (await readMs()) - Date.now(),
	};
}

/** How far it is ahead, and when that was: of some readings the quickest, for the others were held up on their way. */
async function readingOf(aheadMs: () => Promise<number>) {
	let quickest = { tookMs: Number.POSITIVE_INFINITY, at: 0, ahead: 0 };
	for (let i = 0; i < 5; i++) {
		const at = performance.now();
		const ahead = await aheadMs();
		const tookMs = performance.now() - at;
		if (tookMs < quickest.tookMs) quickest = { tookMs, at, ahead };
	}
	return quickest;
}

function isHere([program]: readonly string[]): boolean {
	return spawnSync(program as string, ['--version']).error === undefined;
}

describe.skipIf(!supported)('the wall clock of a running process', () => {
	for (const [name, command] of Object.entries(programs)) {
		it.skipIf(!isHere(command))(`steps and goes back in ${name}`, async () => {
			const { pid, aheadMs } = start(command);
			const expectAhead = async (expectedMs: number): Promise<void> => {
				const ahead = (await aheadMs()) - expectedMs;
				expect(ahead).toBeGreaterThan(-1_100);
				expect(ahead).toBeLessThan(100);
			};
			await expectAhead(0);
			for (const offsetMs of [hourMs, -hourMs, 2_500, 0]) {
				expect(await setProcessClock(pid, { offsetMs, rate: 1 })).toBe(true);
				await expectAhead(offsetMs);
			}
		});
	}

	it('runs faster and slower, and is right again afterwards', async () => {
		const { pid, aheadMs } = start(programs['Node.js (clock_gettime)'] as [string]);
		await aheadMs();
		for (const rate of [1.5, 0.5]) {
			await setProcessClock(pid, { offsetMs: 0, rate });
			const before = await readingOf(aheadMs);
			await sleep(400);
			const after = await readingOf(aheadMs);
			const gained = (after.ahead - before.ahead) / (after.at - before.at);
			expect(gained).toBeGreaterThan(rate - 1 - 0.1);
			expect(gained).toBeLessThan(rate - 1 + 0.1);
		}
		await setProcessClock(pid, trueClock);
		expect(Math.abs((await readingOf(aheadMs)).ahead)).toBeLessThan(100);
	});

	it('steps where there is no room behind the image of the vDSO', async () => {
		const { pid, aheadMs } = start(programs['bash (gettimeofday)'] as [string]);
		await aheadMs();
		const vdso = findVdso(pid) as Mapping;
		const memory = new ProcessMemory(pid);
		memory.write(vdso.start + vdso.length - 1, Buffer.from([0xcc]));
		memory.close();
		await setProcessClock(pid, { offsetMs: hourMs, rate: 1 });
		expect(Math.abs((await readingOf(aheadMs)).ahead - hourMs)).toBeLessThan(100);
	});

	it('never shows a time before 1970', async () => {
		const { pid, readMs } = start(programs['Node.js (clock_gettime)'] as [string]);
		await setProcessClock(pid, { offsetMs: -100 * 365 * 24 * hourMs, rate: 1 });
		expect(await readMs()).toBe(0);
	});

	it('leaves monotonic time, timers and other processes alone', async () => {
		const program = `process.stdin.on('data', () => {
			const start = performance.now();
			setTimeout(() => console.log(Math.round(performance.now() - start)), 50);
		})`;
		const { pid, readMs } = start([process.execPath, '-e', program]);
		const other = start(programs['Node.js (clock_gettime)'] as [string]);
		await setProcessClock(pid, { offsetMs: hourMs, rate: 3 });
		const elapsedMs = await readMs();
		expect(elapsedMs).toBeGreaterThanOrEqual(49);
		expect(elapsedMs).toBeLessThan(1_000);
		expect(Math.abs((await readingOf(other.aheadMs)).ahead)).toBeLessThan(100);
	});

	it('is changed in a process whose threads do nothing but ask the time', async () => {
		const program = `
			const { Worker } = require('node:worker_threads');
			for (let i = 0; i < 3; i++) new Worker('for (;;) Date.now()', { eval: true });
			process.stdin.on('data', () => console.log(Date.now()));`;
		const { pid, aheadMs } = start([process.execPath, '-e', program]);
		await aheadMs();
		for (let round = 1; round <= 20; round++) {
			await setProcessClock(pid, { offsetMs: round * hourMs, rate: 1 });
			expect(Math.abs((await aheadMs()) - round * hourMs)).toBeLessThan(5_000);
		}
	});

	it('is handed down by fork, and true again after exec', async () => {
		// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own.
		const script = 'while read -r; do (echo "${EPOCHSECONDS}000"); bash -c \'echo "${EPOCHSECONDS}000"\'; done';
		const { child, pid } = start(['bash', '-c', script]);
		await setProcessClock(pid, { offsetMs: hourMs, rate: 1 });
		child.stdin.write('\n');
		let said = '';
		while (said.split('\n').length < 3) said += String((await once(child.stdout, 'data'))[0]);
		const [forked, executed] = said.split('\n').map((line) => Number(line) - Date.now()) as [number, number];
		expect(Math.abs(forked - hourMs)).toBeLessThan(2_000);
		expect(Math.abs(executed)).toBeLessThan(2_000);
	});

	it('leaves a stopped process stopped', async () => {
		const { child, pid, aheadMs } = start(programs['Node.js (clock_gettime)'] as [string]);
		await aheadMs();
		child.kill('SIGSTOP');
		await expect.poll(() => isStopped(pid)).toBe(true);
		await setProcessClock(pid, { offsetMs: hourMs, rate: 1 });
		expect(isStopped(pid)).toBe(true);
		child.kill('SIGCONT');
		expect(Math.abs((await aheadMs()) - hourMs)).toBeLessThan(1_000);
	});

	it('tells that a process is gone', async () => {
		const { child, pid } = start(programs['Node.js (clock_gettime)'] as [string]);
		child.kill('SIGKILL');
		await once(child, 'exit');
		expect(await setProcessClock(pid, trueClock)).toBe(false);
	});

	it('passes its own test', async () => {
		await selfTest();
	});
});
