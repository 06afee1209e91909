import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type ClockCondition, trueClock } from '../../conditions.ts';
import { identify, isAlive, type ProcessIdentity } from '../../real/process-identity.ts';
import { TaskQueues } from '../../real/task-queues.ts';
import { isRewritten, setProcessClock } from '../vdso/set-clock.ts';

/** A program that is started while clocks are wrong has a true one for no longer than this. */
const watchIntervalMs = 50;

/** What is wrong with the clocks of one container. */
interface WrongClock {
	/** Its first process; a later one may have the same id. */
	readonly init: ProcessIdentity;
	readonly condition: ClockCondition;
}

/**
 * The wall clocks of the programs in containers. What runs as the container's first process is the node host, which has a
 * clock of its own making; all others in its process namespace are programs that it has started, and get theirs here.
 */
export class Clocks {
	/** By the process id of the container's first process, as it is known here. */
	readonly #wrong = new Map<number, WrongClock>();
	/** Whoever sets a clock has to be done before the next one begins. */
	readonly #tasks = new TaskQueues();
	#timer: NodeJS.Timeout | undefined;
	/** Why a program that was started later has a true clock. */
	#failure: Error | undefined;

	/**
	 * Resolves to how many programs there are now. Those that are started later get the same clock; that it could not be done
	 * is told when the clock is set the next time.
	 */
	async set(init: number, condition: ClockCondition): Promise<number> {
		let count = 0;
		await this.#tasks.run('clocks', async () => {
			this.#throwFailure();
			const identity = containerInit(init);
			if (identity === undefined) return;
			const isTrue = condition.offsetMs === trueClock.offsetMs && condition.rate === trueClock.rate;
			if (isTrue) this.#wrong.delete(init);
			else this.#wrong.set(init, { init: identity, condition });
			for (const pid of programsBeside(identity)) if (await setProcessClock(pid, condition)) count++;
		});
		this.#watch();
		return count;
	}

	#throwFailure(): void {
		const failure = this.#failure;
		this.#failure = undefined;
		if (failure !== undefined) throw failure;
	}

	#watch(): void {
		clearTimeout(this.#timer);
		if (this.#wrong.size === 0) return;
		this.#timer = setTimeout(() => {
			this.#tasks
				.run('clocks', () => this.#setNewcomers())
				.then(
					() => this.#watch(),
					(error: Error) => {
						this.#failure = error;
					},
				);
		}, watchIntervalMs);
	}

	async #setNewcomers(): Promise<void> {
		for (const { init, condition } of [...this.#wrong.values()]) {
			if (!isAlive(init)) this.#wrong.delete(init.pid);
			for (const pid of programsBeside(init)) {
				if (isRewritten(pid) === false) await setProcessClock(pid, condition);
			}
		}
	}
}

/**
 * Who has this id, if it is the first process of a container: first in its own process namespace, which is not the machine's.
 * Anything else would be somebody else's process by now.
 */
function containerInit(pid: number): ProcessIdentity | undefined {
	const ids = /^NSpid:\s*(.*)$/m.exec(readOrNothing(`/proc/${pid}/status`))?.[1]?.split(/\s+/) ?? [];
	return ids.length > 1 && ids.at(-1) === '1' ? identify(pid) : undefined;
}

/** The other processes of the namespace of process ids in which this one is. None when it is gone. */
function programsBeside(init: ProcessIdentity): readonly number[] {
	const namespace = namespaceOf(init.pid);
	if (namespace === undefined || !isAlive(init)) return [];
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return pids.map(Number).filter((pid) => pid !== init.pid && namespaceOf(pid) === namespace);
}

function namespaceOf(pid: number): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/ns/pid`);
	} catch {
		return undefined;
	}
}

function readOrNothing(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}
