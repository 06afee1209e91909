import type { Fault } from '../../../harness/model/index.ts';
import type { FaultSpan } from '../../fault-spans.ts';
import type { ClockSetting } from './clock-setting.ts';

/** What a fault does to one clock while it lasts. */
interface Effect {
	readonly offsetMs: number;
	readonly rate: number;
}

interface Turn {
	readonly time: number;
	readonly node: string;
	readonly effect: Effect;
	readonly begins: boolean;
}

/**
 * What the faults of a run say that its clocks did, in order. As every runtime has it: offsets add up and drifts multiply, and
 * whenever that changes the clock is set, which undoes what it had drifted. A strobe begins with its offset and changes every
 * period.
 *
 * @param end of the run, in nanoseconds: a fault that was never healed lasts until then
 */
export function settingsOfFaults(faults: readonly FaultSpan[], end: number): readonly ClockSetting[] {
	const turns = faults.flatMap((span) => turnsOf(span, end)).sort((a, b) => a.time - b.time);
	const active = new Map<string, Set<Effect>>();
	return turns.flatMap(({ time, node, effect, begins }) => {
		const effects = active.get(node) ?? new Set();
		active.set(node, effects);
		const before = sumOf(effects);
		if (begins) effects.add(effect);
		else effects.delete(effect);
		const after = sumOf(effects);
		const changes = before.offsetMs !== after.offsetMs || before.rate !== after.rate;
		return changes ? [{ time, node, ...after }] : [];
	});
}

function sumOf(effects: ReadonlySet<Effect>): Effect {
	let [offsetMs, rate] = [0, 1];
	for (const effect of effects) {
		offsetMs += effect.offsetMs;
		rate *= effect.rate;
	}
	return { offsetMs, rate };
}

function turnsOf({ fault, from, to }: FaultSpan, end: number): readonly Turn[] {
	const until = to ?? end;
	if (fault.kind === 'clock-strobe') return fault.nodes.flatMap((node) => strobe(node, fault, from, until));
	return effectsOf(fault).flatMap(([node, effect]) => [
		{ time: from, node, effect, begins: true },
		{ time: until, node, effect, begins: false },
	]);
}

function effectsOf(fault: Fault): readonly (readonly [node: string, effect: Effect])[] {
	switch (fault.kind) {
		case 'clock-step':
			return fault.nodes.map((node) => [node, { offsetMs: fault.offsetMs, rate: 1 }]);
		case 'clock-skew':
			return fault.nodes.map((node, i) => [node, { offsetMs: fault.offsetsMs[i] ?? 0, rate: 1 }]);
		case 'clock-drift':
			return fault.nodes.map((node) => [node, { offsetMs: 0, rate: fault.rate }]);
		default:
			return [];
	}
}

function strobe(
	node: string,
	{ offsetMs, periodMs }: Extract<Fault, { kind: 'clock-strobe' }>,
	from: number,
	until: number,
): readonly Turn[] {
	const turns: Turn[] = [];
	const periodNanos = Math.max(1, periodMs * 1e6);
	for (let time = from; time < until; time += 2 * periodNanos) {
		const effect = { offsetMs, rate: 1 };
		turns.push({ time, node, effect, begins: true });
		turns.push({ time: Math.min(time + periodNanos, until), node, effect, begins: false });
	}
	return turns;
}
