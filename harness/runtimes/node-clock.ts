import { type ClockCondition, trueClock } from './conditions.ts';

/** A node's own clock, in virtual and in real time alike: true time, unless a fault makes it wrong. */
export class NodeClock {
	#condition: ClockCondition = trueClock;
	/** True time, in nanoseconds, at which the drift began. */
	#since = 0;

	/** Once healed the clock is right again: whoever set it right also undid what it had drifted. */
	set(condition: ClockCondition, trueNanos: number): void {
		this.#condition = condition;
		this.#since = trueNanos;
	}

	/** Its reading in milliseconds. */
	read(trueNanos: number): number {
		const { offsetMs, rate } = this.#condition;
		return (this.#since + (trueNanos - this.#since) * rate) / 1e6 + offsetMs;
	}

	/** How many true nanoseconds pass while this clock counts `ms`. A step does not shorten a timer; drift does. */
	trueNanos(ms: number): number {
		return Math.max(0, Math.round((ms * 1e6) / this.#condition.rate));
	}
}
