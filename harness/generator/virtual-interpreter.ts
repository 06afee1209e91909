import type { Generator, GeneratorEvent, Invocation, ProcessId } from '../model/index.ts';
import { createRandom } from '../runtimes/random.ts';

/** How an operation ends in a test: after how long, and how. */
export interface Outcome {
	readonly latencyNanos: number;
	readonly type: 'ok' | 'fail' | 'info';
}

export interface VirtualRunOptions {
	readonly threads: number;
	readonly seed?: number;
	/** 1 ms and `ok` by default. `index` counts the operations of the run. */
	readonly outcome?: (invocation: Invocation, index: number) => Outcome;
	/** A run ends here even if the generator would go on. */
	readonly operationsMax?: number;
	readonly timeMaxNanos?: number;
}

/** What happened, in order; completions carry the value of their invocation. */
export interface VirtualRun {
	readonly events: readonly GeneratorEvent[];
	/** The generator said that it is exhausted. */
	readonly exhausted: boolean;
	/** It was pending with nothing open and no time named: it would have waited for ever. */
	readonly stuck: boolean;
	readonly endTime: number;
}

interface Open {
	readonly process: ProcessId;
	readonly invocation: Invocation;
	readonly completesAt: number;
	readonly type: Outcome['type'];
}

/**
 * Executes a generator in virtual time, for tests: no system, only latencies. It checks what every generator owes to
 * whoever drives it (only free processes, never before now) and throws when one breaks that.
 */
export function runVirtually(generator: Generator, options: VirtualRunOptions): VirtualRun {
	const random = createRandom(String(options.seed ?? 1), 'generator');
	const outcomeOf = options.outcome ?? (() => ({ latencyNanos: 1_000_000, type: 'ok' as const }));
	const processes: ProcessId[] = [...Array.from({ length: options.threads }, (_, i) => i), 'nemesis'];
	const open = new Map<ProcessId, Open>();
	const events: GeneratorEvent[] = [];
	let current = generator;
	let time = 0;
	let operations = 0;
	let idleAsks = 0;

	const context = () => ({
		time,
		freeProcesses: processes.filter((process) => !open.has(process)),
		processes: [...processes],
		concurrency: options.threads,
		random,
	});
	const record = (event: GeneratorEvent): void => {
		events.push(event);
		current = current.update(context(), event);
	};
	const firstOpen = (): Open | undefined =>
		[...open.values()].reduce<Open | undefined>(
			(first, other) => (first === undefined || other.completesAt < first.completesAt ? other : first),
			undefined,
		);
	const complete = ({ process, invocation, completesAt, type }: Open): void => {
		time = completesAt;
		open.delete(process);
		if (type === 'info' && process !== 'nemesis') processes[processes.indexOf(process)] = process + options.threads;
		record({ process, time, type, ...invocation });
	};
	const end = (how: Partial<VirtualRun>): VirtualRun => {
		for (let last = firstOpen(); last !== undefined; last = firstOpen()) complete(last);
		return { events, exhausted: false, stuck: false, endTime: time, ...how };
	};

	for (;;) {
		const next = current.next(context());
		if (next.type === 'exhausted') return end({ exhausted: true });
		const completion = firstOpen();
		const due = next.type === 'operation' ? next.operation.time : (next.until ?? Number.POSITIVE_INFINITY);
		if (completion !== undefined && completion.completesAt <= due) {
			if (next.type === 'pending') current = next.rest;
			complete(completion);
			idleAsks = 0;
			continue;
		}
		if (due === Number.POSITIVE_INFINITY) return end({ stuck: true });
		if (due > (options.timeMaxNanos ?? Number.POSITIVE_INFINITY)) return end({});
		if (next.type === 'pending') {
			if (++idleAsks > 1000) throw new Error(`Pending until ${due} again and again at ${time}`);
			current = next.rest;
			time = Math.max(time, due);
			continue;
		}
		idleAsks = 0;
		const { process, invocation } = next.operation;
		if (due < time) throw new Error(`Operation of ${process} at ${due}, but it is ${time}`);
		if (open.has(process) || !processes.includes(process)) throw new Error(`Process ${process} is not free`);
		time = due;
		current = next.rest;
		const { latencyNanos, type } = outcomeOf(invocation, operations);
		open.set(process, { process, invocation, completesAt: time + latencyNanos, type });
		record({ process, time, type: 'invoke', ...invocation });
		if (++operations >= (options.operationsMax ?? Number.POSITIVE_INFINITY)) return end({});
	}
}
