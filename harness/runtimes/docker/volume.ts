import { setTimeout as sleep } from 'node:timers/promises';
import type { Distribution } from '../../model/index.ts';
import type { DiskCondition } from '../conditions.ts';
import type { AgentClient } from './agent-client.ts';
import { type Engine, labelsOf, nameOf } from './engine.ts';
import { canThrottle, throttleWrites } from './throttle.ts';

/** Of a volume; it takes no more of the machine's disk than is written to it. */
const size = '256M';
/** Small, so that a full disk has no room left in the last block of a file for more than a few records. */
const blockBytes = 1_024;
const mountAttemptsMax = 100;
const mountRetryMs = 50;

export interface VolumeOptions {
	readonly engine: Engine;
	readonly runId: string;
	/** Of the node. */
	readonly id: string;
	readonly warden: AgentClient;
}

/**
 * A node's disk of its own: an ext4 file system in a file in the warden's container, which a loop device makes a disk. The
 * engine mounts it for the node whenever the node runs. The warden has it mounted as well, all the time, to break it: both see
 * the same file system.
 *
 * The device is told to go when nobody uses it any more. The warden keeps it open; so with the containers of a run it is gone,
 * whoever removes them.
 */
export class Volume {
	/** Of the engine's volume. */
	readonly name: string;
	readonly #warden: AgentClient;
	readonly #folder: string;
	readonly #device: string;
	#isFull = false;
	/** It refuses everything until it is mounted anew. */
	#isBroken = false;
	#syncDelays: readonly Distribution[] = [];
	/** Whether control groups here can hold back writes to a device. */
	#isThrottleable = false;
	/** The node's process, as the machine knows it, while it runs. */
	#pid: number | undefined;

	private constructor(name: string, warden: AgentClient, folder: string, device: string) {
		this.name = name;
		this.#warden = warden;
		this.#folder = folder;
		this.#device = device;
	}

	static async create({ engine, runId, id, warden }: VolumeOptions): Promise<Volume> {
		const name = nameOf(runId, id);
		const [file, folder] = [`/${name}.ext4`, `/volumes/${id}`];
		await warden.run(['mkfs.ext4', '-q', '-F', '-m', '0', '-b', String(blockBytes), file, size]);
		const device = (await warden.run(['losetup', '--find', '--show', file])).trim();
		await warden.request({ kind: 'hold', path: device });
		await warden.request({ kind: 'make-folder', path: folder });
		const volume = new Volume(name, warden, folder, device);
		await volume.#mount();
		await warden.run(['losetup', '--detach', device]);
		volume.#isThrottleable = await canThrottle(warden, device);
		await engine.createVolume({
			Name: name,
			Driver: 'local',
			DriverOpts: { type: 'ext4', device },
			Labels: labelsOf(runId),
		});
		return volume;
	}

	/** The node runs, as this process. */
	async started(pid: number): Promise<void> {
		this.#pid = pid;
		if (this.#syncDelays.length > 0) await this.#throttle();
	}

	/** The node is dead. */
	stopped(): void {
		this.#pid = undefined;
	}

	/** Whether making it so takes a node that is down: what refused everything has to be mounted anew. */
	needsRemount(condition: DiskCondition): boolean {
		return this.#isBroken && !breaks(condition);
	}

	/**
	 * Makes the disk so, as far as a real one can be.
	 *
	 * @returns what is left for the node's host to play
	 */
	async set(condition: DiskCondition): Promise<DiskCondition> {
		if (this.needsRemount(condition)) await this.#remount();
		if (condition.full !== this.#isFull) await this.#setFull(condition.full);
		if (breaks(condition)) await this.#break();
		if (this.#isThrottleable) {
			this.#syncDelays = condition.syncDelays;
			await this.#throttle();
		}
		const errors = condition.writeErrorProbability;
		return {
			...condition,
			full: false,
			unreadable: false,
			syncDelays: this.#isThrottleable ? [] : condition.syncDelays,
			writeErrorProbability: errors === 1 ? 0 : errors,
		};
	}

	/** Everything that was not written back is lost. The node is dead. */
	async failPower(): Promise<void> {
		if (this.#isBroken) return;
		await this.#break();
		await this.#remount();
	}

	async #setFull(isFull: boolean): Promise<void> {
		const [directory, device, file] = [this.#folder, this.#device, `${this.#folder}/filler`];
		await this.#warden.request(isFull ? { kind: 'fill', directory, device, file } : { kind: 'remove', path: file });
		this.#isFull = isFull;
	}

	/** Not even its own journal is written any more, and every access fails with EIO. */
	async #break(): Promise<void> {
		if (this.#isBroken) return;
		await this.#warden.request({ kind: 'shut-down', directory: this.#folder, device: this.#device });
		this.#isBroken = true;
	}

	/** The engine may take a moment to unmount it after the node has died: until then it is the broken one that comes back. */
	async #remount(): Promise<void> {
		for (let attempt = 1; ; attempt++) {
			await this.#warden.run(['umount', this.#folder]);
			await this.#mount();
			try {
				await this.#warden.request({ kind: 'probe', directory: this.#folder });
				this.#isBroken = false;
				return;
			} catch (error) {
				if (attempt === mountAttemptsMax) throw error;
				await sleep(mountRetryMs);
			}
		}
	}

	async #mount(): Promise<void> {
		await this.#warden.run(['mount', '-t', 'ext4', this.#device, this.#folder]);
	}

	/** A process that is dead by now has no control group; its successor is told when it has begun. */
	async #throttle(): Promise<void> {
		const pid = this.#pid;
		if (pid === undefined) return;
		try {
			await throttleWrites(this.#warden, pid, this.#device, this.#syncDelays);
		} catch (error) {
			if (await this.#isAlive(pid)) throw error;
		}
	}

	async #isAlive(pid: number): Promise<boolean> {
		try {
			await this.#warden.request({ kind: 'read', path: `/proc/${pid}/cgroup` });
			return true;
		} catch {
			return false;
		}
	}
}

function breaks({ writeErrorProbability, unreadable }: DiskCondition): boolean {
	return writeErrorProbability === 1 || unreadable;
}
