/**
 * A wrong clock: a node's wall clock jumps (an administrator, a leap second, a virtual machine that moved), or runs fast
 * or slow, and its timers with it. Leases, time-outs and time stamps that trust the clock break here.
 */
import type { Fault, Nemesis } from '../harness/model/index.ts';
import { anyNemesis, anyNodes } from './target.ts';

/** Each magnitude is as likely as any other: some bugs need milliseconds, others minutes. */
const stepBitsMin = 2;
const stepBitsMax = 18;

export const clockStep: Nemesis = {
	name: 'clock-step',
	description: 'sets the clocks of some nodes forward or back, by milliseconds up to four minutes',
	kinds: ['clock-step'],
	choose(view): Fault {
		const { random } = view;
		const magnitudeMs = random.integer(1, 2 ** random.integer(stepBitsMin, stepBitsMax));
		const offsetMs = random.chance(0.5) ? magnitudeMs : -magnitudeMs;
		return { kind: 'clock-step', nodes: anyNodes(view), offsetMs };
	},
};

export const clockDrift: Nemesis = {
	name: 'clock-drift',
	description: 'lets the clocks and timers of some nodes run up to a fifth too slow or a quarter too fast',
	kinds: ['clock-drift'],
	choose(view): Fault {
		const { random } = view;
		const rate = random.chance(0.5) ? random.integer(800, 999) / 1000 : random.integer(1001, 1250) / 1000;
		return { kind: 'clock-drift', nodes: anyNodes(view), rate };
	},
};

export const anyClock: Nemesis = anyNemesis('clock', 'sets clocks, or lets them run fast or slow', [
	clockStep,
	clockDrift,
]);

export const clocks: readonly Nemesis[] = [clockStep, clockDrift, anyClock];
