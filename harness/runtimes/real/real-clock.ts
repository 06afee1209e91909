import type { Clock } from '../runtime.ts';

const nanosecondsPerMs = 1e6;

/** Real time since now, from the machine's monotonic clock. */
export function realClock(): Clock {
	const start = process.hrtime.bigint();
	const now = (): number => Number(process.hrtime.bigint() - start);
	return {
		now,
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
