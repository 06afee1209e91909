import { setTimeout as sleep } from 'node:timers/promises';
import type { ClockCondition } from '../../conditions.ts';
import { changeClock, findPatch, type Patch, planPatch } from './patch.ts';
import {
	findVdso,
	type Mapping,
	MemoryGoneError,
	ProcessMemory,
	programCounters,
	whileStopped,
} from './process-memory.ts';

const attemptsMax = 50;

/**
 * Makes the wall clock of a running process wrong, or right again: whatever it is written in, as long as it asks the time
 * through the vDSO, as the C libraries, Go, Java and Node.js do. The kernel maps the vDSO into each process for itself, so no
 * other process notices; a child gets its parent's with `fork`, and a true one with `exec`.
 *
 * @returns false when the process is gone, or has become another program meanwhile
 * @throws where this machine does not allow it, with the reason
 */
export async function setProcessClock(pid: number, condition: ClockCondition): Promise<boolean> {
	try {
		await rewrite(pid, condition);
		return true;
	} catch (error) {
		if (isGone(error)) return false;
		throw error;
	}
}

/** Whether a process's vDSO has been rewritten, which `exec` undoes. Nothing when the process is gone or cannot be looked into. */
export function isRewritten(pid: number): boolean | undefined {
	try {
		const vdso = findVdso(pid);
		if (vdso === undefined) return undefined;
		const memory = new ProcessMemory(pid);
		try {
			return findPatch(memory.read(vdso)) !== undefined;
		} finally {
			memory.close();
		}
	} catch {
		return undefined;
	}
}

async function rewrite(pid: number, condition: ClockCondition): Promise<void> {
	if (process.arch !== 'x64') throw new Error(`Expected x86-64, whose vDSO is known, got ${process.arch}`);
	const vdso = findVdso(pid);
	if (vdso === undefined) throw new Error(`Expected process ${pid} to have a vDSO, got none`);
	const memory = new ProcessMemory(pid);
	try {
		const base = findPatch(memory.read(vdso)) ?? (await install(pid, memory, vdso));
		const now = BigInt(Date.now()) * 1_000_000n;
		for (const { offset, bytes } of changeClock(memory.read(vdso), base, condition, now)) {
			memory.write(vdso.start + offset, bytes);
		}
	} finally {
		memory.close();
	}
}

/** Resolves to where the code stands. Tried until no thread is in the middle of the functions that are overwritten. */
async function install(pid: number, memory: ProcessMemory, vdso: Mapping): Promise<number> {
	const patch = planPatch(memory.read(vdso));
	for (let attempt = 1; attempt <= attemptsMax; attempt++) {
		if (await whileStopped(pid, () => installNow(pid, memory, vdso, patch))) return patch.base;
		await sleep(attempt);
	}
	throw new Error(
		`Expected a moment at which process ${pid} does not ask the time, got none in ${attemptsMax} attempts`,
	);
}

function installNow(pid: number, memory: ProcessMemory, vdso: Mapping, patch: Patch): boolean {
	const within = (counter: number | undefined): boolean =>
		counter === undefined || (counter >= vdso.start && counter < vdso.start + vdso.length);
	if (programCounters(pid).some(within)) return false;
	for (const { offset, bytes } of patch.writes) memory.write(vdso.start + offset, bytes);
	return true;
}

function isGone(error: unknown): boolean {
	if (error instanceof MemoryGoneError) return true;
	return ['ENOENT', 'ESRCH', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '');
}
