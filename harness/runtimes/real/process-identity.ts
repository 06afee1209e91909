import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process of this machine, told from any later one with the same id by the time at which it started. */
export interface ProcessIdentity {
	readonly pid: number;
	/** In the kernel's own terms, for comparison only. */
	readonly startedAt: string;
}

/** Who has this id now; nothing when there is no such process, or when it is dead and only waits to be reaped. */
export function identify(pid: number): ProcessIdentity | undefined {
	const startedAt = process.platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
	return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
	return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** Where process ids mean the same as here: the machine, and on Linux its process namespace. */
export function processSpace(): string {
	return process.platform === 'linux' ? `${hostname()}/${readlinkSync('/proc/self/ns/pid')}` : hostname();
}

/** Field 22 of proc_pid_stat(5), in clock ticks after boot. The name in field 2 may hold spaces and brackets. */
function startTimeFromProc(pid: number): string | undefined {
	const fields = statFields(pid);
	return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}

/** Whether a process is stopped by SIGSTOP; nothing where that cannot be seen. */
export function isStopped(pid: number): boolean | undefined {
	return process.platform === 'linux' ? statFields(pid)?.[0] === 'T' : undefined;
}

/** The fields from the third, the state, on. */
function statFields(pid: number): readonly string[] | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	} catch {
		return undefined;
	}
}

function startTimeFromPs(pid: number): string | undefined {
	try {
		const output = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		return output.trim() || undefined;
	} catch {
		return undefined;
	}
}
