/**
 * A wrong clock: a node's wall clock jumps (an administrator, a leap second, a virtual machine that moved), is off from
 * those of others, jumps forth and back, or runs fast or slow, and its timers with it. Leases, time-outs and time stamps
 * that trust the clock break here.
 */
import type { Nemesis, Random } from '../harness/model/index.ts';
import { anyNemesis, nodeNemesis } from './target.ts';

/** Each magnitude is as likely as any other: some bugs need milliseconds, others minutes. */
const stepBitsMin = 2;
const stepBitsMax = 18;
/** What a time service that is not quite well leaves: up to half a second. */
const skewBitsMax = 9;

export const clockStep: Nemesis = nodeNemesis({
	name: 'clock-step',
	description: 'sets the clocks of some nodes forward or back, by milliseconds up to four minutes',
	kinds: ['clock-step'],
	faultOn: (nodes, { random }) => ({ kind: 'clock-step', nodes, offsetMs: drawOffset(random, stepBitsMax) }),
});

export const clockSkew: Nemesis = nodeNemesis({
	name: 'clock-skew',
	description: 'sets the clock of each of some nodes off by an amount of its own, up to half a second',
	kinds: ['clock-skew'],
	faultOn: (nodes, { random }) => ({
		kind: 'clock-skew',
		nodes,
		offsetsMs: nodes.map(() => drawOffset(random, skewBitsMax)),
	}),
});

export const clockDrift: Nemesis = nodeNemesis({
	name: 'clock-drift',
	description: 'lets the clocks and timers of some nodes run up to a fifth too slow or a quarter too fast',
	kinds: ['clock-drift'],
	faultOn(nodes, { random }) {
		const rate = random.chance(0.5) ? random.integer(800, 999) / 1000 : random.integer(1001, 1250) / 1000;
		return { kind: 'clock-drift', nodes, rate };
	},
});

export const clockStrobe: Nemesis = nodeNemesis({
	name: 'clock-strobe',
	description: 'lets the clocks of some nodes jump forth and back, every 10 ms up to every second',
	kinds: ['clock-strobe'],
	faultOn: (nodes, { random }) => ({
		kind: 'clock-strobe',
		nodes,
		offsetMs: drawOffset(random, stepBitsMax),
		periodMs: random.integer(10, random.pick([30, 200, 1000])),
	}),
});

const kinds: readonly Nemesis[] = [clockStep, clockSkew, clockDrift, clockStrobe];

export const anyClock: Nemesis = anyNemesis('clock', 'sets clocks, skews them, or lets them drift or strobe', kinds);

export const clocks: readonly Nemesis[] = [...kinds, anyClock];

function drawOffset(random: Random, bitsMax: number): number {
	const magnitudeMs = random.integer(1, 2 ** random.integer(stepBitsMin, bitsMax));
	return random.chance(0.5) ? magnitudeMs : -magnitudeMs;
}
