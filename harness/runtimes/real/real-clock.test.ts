import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { realClock } from './real-clock.ts';

it('starts at zero, counts nanoseconds, and never fires early', async () => {
	const clock = realClock();
	expect(clock.now()).toBeLessThan(100e6);
	const delays = [0, 0.4e6, 1e6, 7.3e6, 20e6];
	const early = await Promise.all(
		delays.map(
			(delay) =>
				new Promise<boolean>((resolve) => {
					const due = clock.now() + delay;
					clock.setTimer(delay, () => resolve(clock.now() < due));
				}),
		),
	);
	expect(early).toEqual(delays.map(() => false));
});

it('does not fire a timer that was cancelled', async () => {
	const clock = realClock();
	let fired = false;
	clock.setTimer(5e6, () => {
		fired = true;
	})();
	await sleep(20);
	expect(fired).toBe(false);
});

it('counts from zero again when it is restarted', async () => {
	const clock = realClock();
	await sleep(30);
	const before = clock.now();
	clock.restart();
	expect(clock.now()).toBeLessThan(before);
});
