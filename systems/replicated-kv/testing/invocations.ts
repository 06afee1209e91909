import type { Generator, GeneratorContext, Invocation, Random } from '../../../harness/model/index.ts';

export const options = { nodeCount: 5, concurrency: 10, rate: 100 } as const;

/** The first invocations, each answered with `ok` at once by the process that got it. */
export function invocations(generator: Generator, count: number, random: Random): Invocation[] {
	const processes = Array.from({ length: options.concurrency }, (_, process) => process);
	const result: Invocation[] = [];
	let time = 0;
	let current = generator;
	while (result.length < count) {
		const context: GeneratorContext = { time, freeProcesses: processes, processes, concurrency: 10, random };
		const next = current.next(context);
		if (next.type === 'exhausted') break;
		current = next.rest;
		time += 10e6;
		if (next.type === 'pending') continue;
		const { process, invocation } = next.operation;
		result.push(invocation);
		current = current.update(context, { ...invocation, process, time, type: 'invoke' });
		current = current.update(context, { ...invocation, process, time, type: 'ok' });
	}
	return result;
}
