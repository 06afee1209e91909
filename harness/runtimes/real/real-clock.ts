import type { Clock } from '../runtime.ts';

const nanosecondsPerMs = 1e6;

/** A clock that can be set to zero again. */
export interface RealClock extends Clock {
	restart(): void;
}

/** Real time since now, or since it was restarted, from the machine's monotonic clock. */
export function realClock(): RealClock {
	let start = process.hrtime.bigint();
	const now = (): number => Number(process.hrtime.bigint() - start);
	return {
		now,
		restart() {
			start = process.hrtime.bigint();
		},
		setTimer(delay, then) {
			const due = now() + delay;
			let timer: NodeJS.Timeout;
			// Node's timers count whole milliseconds of a cached clock, so they may fire a little early.
			const fire = (): void => {
				const remaining = due - now();
				if (remaining > 0) timer = setTimeout(fire, Math.ceil(remaining / nanosecondsPerMs));
				else then();
			};
			timer = setTimeout(fire, Math.floor(delay / nanosecondsPerMs));
			return () => clearTimeout(timer);
		},
	};
}
