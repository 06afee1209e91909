import type { Generator, GeneratorContext, GeneratorEvent, Invocation, JsonValue } from '../../harness/model/index.ts';

/** All keys there are: few enough to read each at the end. */
export const poolKeys: readonly string[] = Array.from({ length: 15 }, (_, i) => `k${i}`);

/** So many keys are in use at a time: enough processes meet on each that a stale value is noticed. */
const activeKeys = 3;
/** Then the oldest of them makes room for the next: it keeps its value until its turn comes again. */
const operationsPerTurn = 50;

interface State {
	/** How many operations there were: every write has its number as its value, so that no two are alike. */
	readonly count: number;
	/** The last value that somebody saw under each of the keys: what a compare-and-set may hope for. */
	readonly seen: readonly (JsonValue | undefined)[];
}

/** Reads, writes and compare-and-sets, endless. */
export function kvOperations(state: State = { count: 0, seen: poolKeys.map(() => undefined) }): Generator {
	const self: Generator = {
		next(context) {
			if (context.freeProcesses.length === 0) return { type: 'pending', rest: self };
			const process = context.random.pick(context.freeProcesses);
			const invocation = nextInvocation(state, context);
			return {
				type: 'operation',
				operation: { process, time: context.time, invocation },
				rest: kvOperations({ count: state.count + 1, seen: state.seen }),
			};
		},
		update: (_, event) => (event.type === 'ok' ? kvOperations(observe(state, event)) : self),
	};
	return self;
}

function nextInvocation({ count, seen }: State, { random }: GeneratorContext): Invocation {
	const turn = Math.floor(count / operationsPerTurn);
	const slot = (turn + random.integer(0, activeKeys - 1)) % poolKeys.length;
	const key = poolKeys[slot] as string;
	const chance = random.integer(0, 9);
	const from = seen[slot];
	if (chance < 5) return { f: 'read', key, value: null };
	if (chance < 8 || from === undefined) return { f: 'write', key, value: count };
	return { f: 'cas', key, value: [from, count] };
}

function observe(state: State, { f, key, value }: GeneratorEvent): State {
	const now = f === 'cas' ? (value as readonly JsonValue[])[1] : value;
	const slot = poolKeys.indexOf(key as string);
	if (slot === -1 || now === undefined || now === null || state.seen[slot] === now) return state;
	return { count: state.count, seen: state.seen.with(slot, now) };
}
