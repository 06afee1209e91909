import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical } from '../canonical.ts';
import { inconsistent, type Model, ModelError, type SequentialOperation, unknownOperation } from '../model.ts';
import { leaseLockMonitor } from '../polynomial/lease-lock.ts';
import { semaphoreMonitor } from '../polynomial/semaphore.ts';

/** Holders by their canonical text, in order of it. */
interface SemaphoreState {
	readonly permits: number;
	readonly holders: readonly string[];
}

/** A semaphore of two permits, or of as many as its initial state says; one makes it a lock that knows its owner. */
export const semaphore: Model<SemaphoreState> = semaphoreOf(2);

function semaphoreOf(permits: number): Model<SemaphoreState> {
	return {
		name: 'semaphore',
		description:
			'permits (two, or as the initial state says) with acquire and release by a named holder, one permit each',
		initial: { permits, holders: [] },
		step({ holders }, operation) {
			const holder = canonical(operation.input);
			const holds = holders.includes(holder);
			switch (operation.f) {
				case 'acquire':
					if (holds || holders.length === permits) return inconsistent;
					return { permits, holders: [...holders, holder].sort() };
				case 'release':
					return holds ? { permits, holders: holders.filter((other) => other !== holder) } : inconsistent;
				default:
					throw unknownOperation('semaphore', ['acquire', 'release'], operation);
			}
		},
		values: (operation) => [operation.input],
		polynomial: semaphoreMonitor,
		withInitial(value: JsonValue) {
			if (Number.isSafeInteger(value) && (value as number) > 0) return semaphoreOf(value as number);
			throw new ModelError(`Expected the initial state of a semaphore to be its permits, got ${canonical(value)}`);
		},
	};
}

/** The greatest token granted, and the greatest used. */
interface Fence {
	readonly granted: number;
	readonly used: number;
}

/**
 * A lock whose holders may lose it when their lease runs out, and that fences them off: `acquire` returns a token greater
 * than all before, `use token` is accepted unless a greater token has been used (false says that it was refused), and
 * `release` says nothing, for the lease may be over. Whether two hold it at once is not asked: leases end by clocks, which
 * no history shows; that is why there are tokens (Kleppmann 2016, "How to do distributed locking").
 */
export const leaseLock: Model<Fence> = {
	name: 'lease-lock',
	description: 'a lock with leases: acquire returns a growing fencing token, use token is refused after a greater one',
	initial: { granted: 0, used: 0 },
	step(fence, operation) {
		switch (operation.f) {
			case 'acquire':
				return acquire(fence, operation);
			case 'use':
				return use(fence, operation);
			case 'release':
				return fence;
			default:
				throw unknownOperation('lease-lock', ['acquire', 'use', 'release'], operation);
		}
	},
	isReadOnly: ({ f, output }) => f === 'release' || (f === 'use' && output === false),
	polynomial: leaseLockMonitor,
};

/** The token of an acquire that crashed is known to nobody: it need not be told from none. */
function acquire(fence: Fence, { type, output }: SequentialOperation): Fence | typeof inconsistent {
	if (type === 'info') return fence;
	return typeof output === 'number' && output > fence.granted ? { ...fence, granted: output } : inconsistent;
}

function use(fence: Fence, { input, output }: SequentialOperation): Fence | typeof inconsistent {
	if (typeof input !== 'number') throw new ModelError(`Expected a token to be a number, got ${canonical(input)}`);
	if (output === false) return input < fence.used ? fence : inconsistent;
	return input >= fence.used ? { ...fence, used: input } : inconsistent;
}
