/** What named timers need of the simulation around them. Times are virtual nanoseconds. */
export interface TimerEnvironment {
	now(): number;
	schedule(time: number, task: () => void): void;
}

interface Timer {
	deadline: number;
	action: () => void;
	set: boolean;
	/** Whether an event for it is in the queue. */
	queued: boolean;
	queuedAt: number;
}

/**
 * Timers by name. Protocols set the same timer again with nearly every message, nearly always to a later time; so a timer
 * keeps its event in the queue and, when that comes up early, goes back to sleep until its deadline.
 */
export class NamedTimers {
	readonly #environment: TimerEnvironment;
	readonly #fired: (name: string) => void;
	readonly #timers = new Map<string, Timer>();

	/** @param fired told of each timer just before it runs */
	constructor(environment: TimerEnvironment, fired: (name: string) => void) {
		this.#environment = environment;
		this.#fired = fired;
	}

	set(name: string, delayNanos: number, action: () => void): void {
		const deadline = this.#environment.now() + delayNanos;
		let timer = this.#timers.get(name);
		// An event that is queued for later than the new deadline is of no use: that timer is left behind for good.
		if (timer === undefined || (timer.queued && timer.queuedAt > deadline)) {
			if (timer !== undefined) timer.set = false;
			timer = { deadline, action, set: true, queued: false, queuedAt: 0 };
			this.#timers.set(name, timer);
		} else {
			timer.deadline = deadline;
			timer.action = action;
			timer.set = true;
		}
		if (!timer.queued) this.#queue(name, timer);
	}

	cancel(name: string): void {
		const timer = this.#timers.get(name);
		if (timer !== undefined) timer.set = false;
	}

	clear(): void {
		for (const timer of this.#timers.values()) timer.set = false;
		this.#timers.clear();
	}

	#queue(name: string, timer: Timer): void {
		timer.queued = true;
		timer.queuedAt = timer.deadline;
		this.#environment.schedule(timer.deadline, () => this.#wake(name, timer));
	}

	#wake(name: string, timer: Timer): void {
		timer.queued = false;
		if (!timer.set) {
			this.#forget(name, timer);
			return;
		}
		if (timer.deadline > this.#environment.now()) {
			this.#queue(name, timer);
			return;
		}
		this.#forget(name, timer);
		this.#fired(name);
		timer.action();
	}

	#forget(name: string, timer: Timer): void {
		timer.set = false;
		if (this.#timers.get(name) === timer) this.#timers.delete(name);
	}
}
