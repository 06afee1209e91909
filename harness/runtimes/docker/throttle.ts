import type { Distribution } from '../../model/index.ts';
import type { AgentClient } from './agent-client.ts';
import { cgroupFolder } from './warden.ts';

/** A sync is one write at least, and waits for it; so this many writes a second make it take its time. Zero for no limit. */
export function writesPerSecond(delays: readonly Distribution[]): number {
	const delayMs = delays.reduce((sum, delay) => sum + meanMs(delay), 0);
	return delayMs === 0 ? 0 : Math.max(1, Math.floor(1_000 / delayMs));
}

/** One file to write to, and what, to limit the writes of a control group to a device. */
export interface Throttle {
	readonly path: string;
	readonly text: string;
}

/**
 * @param cgroups the process's `/proc/PID/cgroup`, in the words of the machine: one line `0::/path` in version 2, one for each
 *   controller in version 1 (cgroups(7))
 * @param device `7:3`
 */
export function throttleOf(cgroups: string, device: string, writes: number): Throttle {
	const first = /^\d+:(?:[^:]*,)?blkio(?:,[^:]*)?:(.*)$/m.exec(cgroups);
	if (first !== null) {
		return { path: `${cgroupFolder}/blkio${first[1]}/blkio.throttle.write_iops_device`, text: `${device} ${writes}` };
	}
	const second = /^0::(.*)$/m.exec(cgroups);
	if (second === null) throw new Error(`Expected a control group for block devices, got ${cgroups}`);
	return { path: `${cgroupFolder}${second[1]}/io.max`, text: `${device} wiops=${writes === 0 ? 'max' : writes}` };
}

/** Makes each sync of a process on a device take about as long as the delays say: the kernel holds its writes back. */
export async function throttleWrites(
	warden: AgentClient,
	pid: number | 'self',
	device: string,
	delays: readonly Distribution[],
): Promise<void> {
	const cgroups = await warden.request({ kind: 'read', path: `/proc/${pid}/cgroup` });
	const numbers = (await warden.request({ kind: 'read', path: `/sys/class/block/${nameOf(device)}/dev` })).trim();
	await warden.request({ kind: 'write', ...throttleOf(cgroups, numbers, writesPerSecond(delays)) });
}

/** Whether that can be done here: tried on the warden itself, with no limit. */
export async function canThrottle(warden: AgentClient, device: string): Promise<boolean> {
	try {
		await throttleWrites(warden, 'self', device, []);
		return true;
	} catch {
		return false;
	}
}

function nameOf(device: string): string {
	return device.slice(device.lastIndexOf('/') + 1);
}

function meanMs(delay: Distribution): number {
	switch (delay.kind) {
		case 'constant':
			return delay.ms;
		case 'uniform':
			return (delay.minMs + delay.maxMs) / 2;
		case 'exponential':
			return delay.minMs + delay.meanMs;
		case 'long-tail':
			// Of the bounded Pareto distribution of shape 1.
			return (Math.log(delay.maxMs / delay.minMs) * delay.minMs * delay.maxMs) / (delay.maxMs - delay.minMs);
	}
}
