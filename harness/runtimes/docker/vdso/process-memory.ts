import { closeSync, openSync, readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isStopped } from '../../real/process-identity.ts';

/** Where a part of a process's memory is. */
export interface Mapping {
	readonly start: number;
	readonly length: number;
}

const patienceMs = 200;

/** Where the kernel has mapped its vDSO into a process; nothing when the process has none. Throws ENOENT when it is gone. */
export function findVdso(pid: number): Mapping | undefined {
	const match = /^([0-9a-f]+)-([0-9a-f]+) .*\[vdso\]$/m.exec(readFileSync(`/proc/${pid}/maps`, 'utf8'));
	if (match === null) return undefined;
	const [start, end] = [match[1], match[2]].map((text) => Number.parseInt(text as string, 16)) as [number, number];
	return { start, length: end - start };
}

/** What was opened is no process's memory any more: the process has ended, or has become another program. */
export class MemoryGoneError extends Error {
	override readonly name = 'MemoryGoneError';
	constructor() {
		super('The process has ended or become another program');
	}
}

/** Reads and writes another process's memory, whatever its pages allow: proc_pid_mem(5). */
export class ProcessMemory {
	readonly #file: number;

	/** Throws EACCES or EPERM where this process may not trace the other one, ENOENT when that is gone. */
	constructor(pid: number) {
		this.#file = openSync(`/proc/${pid}/mem`, 'r+');
	}

	read({ start, length }: Mapping): Buffer {
		const bytes = Buffer.alloc(length);
		for (let at = 0; at < length; ) {
			const count = readSync(this.#file, bytes, at, length - at, start + at);
			if (count === 0) throw new MemoryGoneError();
			at += count;
		}
		return bytes;
	}

	write(address: number, bytes: Buffer): void {
		const count = writeSync(this.#file, bytes, 0, bytes.length, address);
		if (count === 0) throw new MemoryGoneError();
		if (count !== bytes.length) {
			throw new Error(`Expected to write ${bytes.length} bytes at 0x${address.toString(16)}, wrote ${count}`);
		}
	}

	close(): void {
		closeSync(this.#file);
	}
}

/** Stops a process for as long as `during` takes, unless it is stopped already. All its threads stand still then. */
export async function whileStopped<T>(pid: number, during: () => T): Promise<T> {
	const wasStopped = isStopped(pid) === true;
	if (!wasStopped) process.kill(pid, 'SIGSTOP');
	try {
		await standStill(pid);
		return during();
	} finally {
		if (!wasStopped) resume(pid);
	}
}

/**
 * Where each thread would go on in user space. Nothing for one that is running just now.
 *
 * From `syscall` in proc_pid_task(5): the number and arguments of a system call or -1, then the stack and program counter.
 */
export function programCounters(pid: number): readonly (number | undefined)[] {
	return readdirSync(`/proc/${pid}/task`).map((thread) => {
		const last = readFileSync(`/proc/${pid}/task/${thread}/syscall`, 'utf8').trim().split(' ').at(-1);
		return last === undefined || last === 'running' ? undefined : Number.parseInt(last, 16);
	});
}

/**
 * A thread that sleeps in the kernel, or that a frozen container keeps from stopping, is not shown as stopped; but it cannot
 * reach user space any more without stopping first. So a while later it is enough that none runs.
 */
async function standStill(pid: number): Promise<void> {
	for (let waitedMs = 0; !allStopped(pid); waitedMs++) {
		if (waitedMs >= patienceMs && !programCounters(pid).includes(undefined)) return;
		if (waitedMs >= 10 * patienceMs) throw new Error(`Expected process ${pid} to stop, but it goes on`);
		await sleep(1);
	}
}

function allStopped(pid: number): boolean {
	return readdirSync(`/proc/${pid}/task`).every((thread) => {
		const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
		return /^[Tt]/.test(stat.slice(stat.lastIndexOf(')') + 2));
	});
}

function resume(pid: number): void {
	try {
		process.kill(pid, 'SIGCONT');
	} catch {
		// It is gone.
	}
}
