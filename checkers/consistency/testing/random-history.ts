import fc from 'fast-check';
import { History, type JsonValue } from '../../../harness/model/index.ts';

/** What one process does next. */
interface Step {
	readonly process: number;
	readonly f: 'read' | 'write' | 'cas';
	readonly key: string;
	/** Which of the values of the key is returned or found; those written before, unless it is below 2. */
	readonly pick: number;
	readonly crashes: boolean;
	/** How many other events come between its call and its answer, at most. */
	readonly length: number;
	/** Nanoseconds since the event before. */
	readonly pause: number;
}

export interface Shape {
	readonly operations: number;
	readonly processes: number;
	readonly keys: number;
	readonly cas: boolean;
}

/** Small histories of registers with any answers at all, most of them wrong; each value is written once. */
export function randomHistory({ operations, processes, keys, cas }: Shape): fc.Arbitrary<History> {
	const f = fc.constantFrom(...(['read', 'read', 'read', 'write', 'write', cas ? 'cas' : 'write'] as const));
	const step: fc.Arbitrary<Step> = fc.record({
		process: fc.nat(processes - 1),
		f,
		key: fc.constantFrom(...['x', 'y', 'z'].slice(0, keys)),
		pick: fc.nat(40),
		crashes: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
		length: fc.constantFrom(0, 0, 1, 2, 4, 8),
		pause: fc.constantFrom(0, 1, 1, 3, 10),
	});
	return fc.array(step, { minLength: 1, maxLength: operations }).map(record);
}

function record(steps: readonly Step[]): History {
	const written = (until: number, at: string) =>
		steps.flatMap(({ f, key }, i) => (f !== 'read' && key === at && i < until ? [i + 1] : []));
	const history = new History();
	const open: { process: number; step: Step; input: JsonValue; output: JsonValue; left: number }[] = [];
	const numbers = new Map<number, number>();
	let time = 0;
	let crashed = 0;
	const finish = (at: number) => {
		const [{ process, step, input, output }] = open.splice(at, 1) as [(typeof open)[number]];
		const event = { time, process, f: step.f, key: step.key };
		if (step.crashes) {
			history.append({ ...event, type: 'info', value: input });
			numbers.set(step.process, 100 + crashed++);
		} else history.append({ ...event, type: 'ok', value: output });
	};
	for (const [i, step] of steps.entries()) {
		time += step.pause;
		for (const one of open) one.left--;
		for (let at = open.length - 1; at >= 0; at--) {
			if ((open[at] as { left: number }).left < 0 || open[at]?.step.process === step.process) finish(at);
		}
		const process = numbers.get(step.process) ?? step.process;
		// Seldom what is written later: most wrong histories should be wrong in some other way.
		const value = i + 1;
		const others = written(step.pick < 2 ? steps.length : i, step.key).filter((other) => other !== value);
		const possible = [null, ...others.reverse()];
		const found = possible[step.pick % possible.length] as JsonValue;
		const input = { read: null, write: value, cas: [found, value] }[step.f];
		history.append({ time, process, type: 'invoke', f: step.f, key: step.key, value: input });
		open.push({ process, step, input, output: step.f === 'read' ? found : input, left: step.length });
	}
	for (let at = open.length - 1; at >= 0; at--) {
		time++;
		finish(at);
	}
	return history;
}
