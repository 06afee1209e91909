import { readdirSync, readlinkSync } from 'node:fs';
import { type ClockCondition, trueClock } from '../../conditions.ts';
import { isRewritten, setProcessClock } from '../vdso/set-clock.ts';

/** A program that is started while clocks are wrong has a true one for no longer than this. */
const watchIntervalMs = 50;

/**
 * The wall clocks of the programs in containers. What runs as the container's first process is the node host, which has a
 * clock of its own making; all others in its process namespace are programs that it has started, and get theirs here.
 */
export class Clocks {
	/** By the process id of the container's first process, as it is known here. */
	readonly #conditions = new Map<number, ClockCondition>();
	#timer: NodeJS.Timeout | undefined;

	/** Resolves to how many programs there are now. Those that are started later get the same clock. */
	async set(init: number, condition: ClockCondition): Promise<number> {
		const isTrue = condition.offsetMs === trueClock.offsetMs && condition.rate === trueClock.rate;
		if (isTrue) this.#conditions.delete(init);
		else this.#conditions.set(init, condition);
		let count = 0;
		for (const pid of programsBeside(init)) if (await setProcessClock(pid, condition)) count++;
		this.#watch();
		return count;
	}

	#watch(): void {
		clearTimeout(this.#timer);
		if (this.#conditions.size === 0) return;
		this.#timer = setTimeout(() => this.#setNewcomers(), watchIntervalMs);
	}

	async #setNewcomers(): Promise<void> {
		for (const [init, condition] of this.#conditions) {
			for (const pid of programsBeside(init)) {
				if (isRewritten(pid) === false) await setProcessClock(pid, condition);
			}
		}
		this.#watch();
	}
}

/** The other processes of the namespace of process ids in which this one is. None when it is gone. */
function programsBeside(init: number): readonly number[] {
	const namespace = namespaceOf(init);
	if (namespace === undefined) return [];
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return pids.map(Number).filter((pid) => pid !== init && namespaceOf(pid) === namespace);
}

function namespaceOf(pid: number): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/ns/pid`);
	} catch {
		return undefined;
	}
}
