import type { Generator } from '../model/index.ts';
import { pending } from './next.ts';
import { sequence } from './sequence.ts';

/**
 * A generator that starts only when every process is idle: nothing that was asked for before is still open then.
 *
 * ```ts
 * synchronize(once({ f: 'read', value: null }))
 * ```
 */
export function synchronize(generator: Generator): Generator {
	const self: Generator = {
		next(context) {
			const allIdle = context.freeProcesses.length === context.processes.length;
			return allIdle ? generator.next(context) : pending(self);
		},
		// What happens before it starts belongs to others.
		update: () => self,
	};
	return self;
}

/**
 * One generator after the other, with a barrier between them: operations of different phases never overlap.
 *
 * ```ts
 * phases(limit(100, writes), eachProcess(once({ f: 'read', value: null })))
 * ```
 */
export function phases(...generators: readonly Generator[]): Generator {
	return sequence(generators.map(synchronize));
}
