import type { JsonValue } from '../../../../harness/model/index.ts';
import type { Random, SimulatedType } from './random-history.ts';

function pickOf<Item>(random: Random, items: readonly Item[]): Item {
	return items[Math.floor(random() * items.length)] as Item;
}

type Call = readonly [f: string, input: JsonValue];

/** Calls by name that have no argument. */
const bare = (f: string): Call => [f, null];

export const register =
	(functions: readonly string[]): SimulatedType =>
	(random) => {
		let state: JsonValue = null;
		let fresh = 1;
		return {
			choose() {
				const f = pickOf(random, functions);
				if (f === 'read') return bare('read');
				const value = fresh++;
				if (f === 'write') return ['write', value];
				return ['cas', [random() < 0.7 ? state : Math.floor(random() * fresh), value]];
			},
			apply(f, input) {
				if (f === 'read') return { output: state };
				if (f === 'write') {
					state = input;
					return { output: null };
				}
				const [old, next] = input as readonly [JsonValue, JsonValue];
				if (old !== state) return undefined;
				state = next;
				return { output: null };
			},
		};
	};

/** Elements, each added and removed as often as it comes. `blind`: what share of answers tells nothing. */
export const set =
	(elements: number, blind: number): SimulatedType =>
	(random) => {
		const present = new Set<number>();
		return {
			choose: () => [pickOf(random, ['add', 'add', 'remove', 'contains']), Math.floor(random() * elements)],
			apply(f, input) {
				const element = input as number;
				const was = present.has(element);
				if (f === 'add') present.add(element);
				if (f === 'remove') present.delete(element);
				const answer = f === 'add' ? !was : was;
				return { output: f !== 'contains' && random() < blind ? input : answer };
			},
		};
	};

export const mutex: SimulatedType = (random) => {
	let held = false;
	return {
		choose: () => bare(random() < 0.02 === held ? 'acquire' : 'release'),
		apply(f) {
			if (held === (f === 'acquire')) return undefined;
			held = !held;
			return { output: null };
		},
	};
};

export const counter =
	(additions: readonly Call[], amount: number): SimulatedType =>
	(random) => {
		let count = 0;
		return {
			choose: () => (random() < 0.5 ? bare('read') : pickOf(random, additions)),
			apply(f) {
				if (f === 'read') return { output: count };
				count += amount;
				return { output: null };
			},
		};
	};

export const ticket: SimulatedType = () => {
	let next = 0;
	return { choose: () => bare('take'), apply: () => ({ output: next++ }) };
};

/** Queue, stack or priority queue: `take` picks from what is in. */
export const container =
	(
		[put, ...others]: readonly string[],
		next: (items: readonly number[]) => number | undefined,
		value: (fresh: number) => number = (fresh) => fresh,
	): SimulatedType =>
	(random) => {
		let items: number[] = [];
		let fresh = 1;
		return {
			choose: () => (random() < 0.5 ? [put as string, value(fresh++)] : bare(pickOf(random, others))),
			apply(f, input) {
				if (f === put) {
					items = [...items, input as number];
					return { output: input };
				}
				const found = next(items);
				if (f !== 'peek') items = items.filter((item) => item !== found);
				return { output: found ?? null };
			},
		};
	};

/** A string of tokens that end themselves, so that none is the beginning of another one. */
export const strings =
	(functions: readonly string[]): SimulatedType =>
	(random) => {
		let state = '';
		let fresh = 1;
		return {
			choose() {
				const f = pickOf(random, functions);
				return f === 'get' ? bare(f) : [f, `${fresh++};`];
			},
			apply(f, input) {
				if (f === 'get') return { output: state };
				state = f === 'put' ? `${input}` : `${state}${input}`;
				return { output: null };
			},
		};
	};

export const appendList: SimulatedType = (random) => {
	let items: readonly JsonValue[] = [];
	let fresh = 1;
	return {
		choose: () => (random() < 0.5 ? bare('read') : ['append', fresh++]),
		apply(f, input) {
			if (f === 'append') items = [...items, input];
			return { output: f === 'read' ? items : null };
		},
	};
};

/** `repeats`: how often an element that is in is added again. */
export const growOnlySet =
	(repeats: number): SimulatedType =>
	(random) => {
		const elements = new Set<number>();
		let fresh = 1;
		return {
			choose() {
				if (random() < 0.5) return bare('read');
				return ['add', random() < repeats ? Math.floor(random() * fresh) : fresh++];
			},
			apply(f, input) {
				if (f === 'read') return { output: [...elements].sort(() => random() - 0.5) };
				elements.add(input as number);
				return { output: null };
			},
		};
	};

export const uniqueIds: SimulatedType = () => {
	let next = 0;
	return { choose: () => bare('generate'), apply: () => ({ output: `id-${next++}` }) };
};

/** Each process is a holder, but for a few calls. */
export const semaphore =
	(permits: number): SimulatedType =>
	(random) => {
		const holders = new Set<number>();
		return {
			choose(process) {
				const holder = random() < 0.03 ? process + 1 : process;
				return [holders.has(holder) ? 'release' : 'acquire', holder];
			},
			apply(f, input) {
				const holder = input as number;
				if (f === 'release') return holders.delete(holder) ? { output: null } : undefined;
				if (holders.has(holder) || holders.size === permits) return undefined;
				holders.add(holder);
				return { output: null };
			},
		};
	};

export const leaseLock: SimulatedType = (random) => {
	let granted = 0;
	let used = 0;
	return {
		choose: () =>
			pickOf<Call>(random, [
				bare('acquire'),
				['use', Math.max(0, granted - Math.floor(random() * 3))],
				bare('release'),
			]),
		apply(f, input) {
			if (f === 'acquire') {
				granted += 1 + Math.floor(random() * 2);
				return { output: granted };
			}
			if (f === 'release') return { output: null };
			const accepted = (input as number) >= used;
			if (accepted) used = input as number;
			return { output: accepted };
		},
	};
};
