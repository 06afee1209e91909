import { type LeadsTo, layOutLookahead } from '../lookahead.ts';
import { Kind } from '../native/native-steps.ts';
import type { Problem } from '../problem.ts';
import type { TransitionData } from '../transition-data.ts';
import { wasmBase64 } from './kernel.generated.ts';

/**
 * What the kernel asks its host: the model's transition, or -1 where there is none. With a lookahead, a class that is larger
 * by the number of classes asks whether an operation may become possible: -1 if not.
 */
export type Step = (state: number, operationClass: number) => number;

export interface SearchLimits {
	/** Configurations to expand. */
	readonly steps: number;
	/** By `performance.now()`, in milliseconds. */
	readonly deadline: number;
	readonly memoryBytes: number;
}

/** A question to the kernel. */
export interface Search {
	readonly problem: Problem;
	readonly transitions: TransitionData;
	readonly initialState: number;
	readonly step: Step;
	readonly limits: SearchLimits;
	/** Where the model can look ahead; see `Model.lookAhead`. Native steps of what grows do it in any case. */
	readonly lookahead?: LeadsTo | undefined;
	/**
	 * Crashed classes whose operations are counted; all if not given. What is not linearizable even when any number of the
	 * others may be used, is not linearizable.
	 */
	readonly counted?: ReadonlySet<number>;
}

export type SearchOutcome = 'ok' | 'illegal' | 'out-of-steps' | 'out-of-time' | 'out-of-memory' | 'too-many-states';

export interface SearchResult {
	readonly outcome: SearchOutcome;
	/** Configurations expanded. */
	readonly steps: number;
	/** How often the model was asked. */
	readonly transitions: number;
	/**
	 * The rank of the operation that the search came to. If illegal: one whose return no order passes; the first of these,
	 * unless the search looked ahead or began later.
	 */
	readonly frontMax: number;
	readonly memoryBytes: number;
}

/** A configuration that a search met; see `kernel/assembly/configurations.ts`. */
export interface Configuration {
	readonly front: number;
	readonly state: number;
	/** Slots of the pending operations that are linearized. */
	readonly slots: readonly number[];
	/** Slots of those that may count as linearized or not. */
	readonly absorbed: readonly number[];
	/** Crashed operations used: crashed class and how many of it, the earliest first. */
	readonly crashed: readonly (readonly [crashedClass: number, count: number])[];
	/** The configuration that it came from; 0 for the first. */
	readonly parent: number;
	/** The rank of the operation taken, -1 - d for the crashed class d, or `PASS`. Meaningless for the first. */
	readonly move: number;
}

/** The move that passes the front operation, as it has been absorbed. */
export const PASS = 0x7fffffff;

/** Every configuration that a search met, and every way from one to another. */
export interface Explored {
	/** By configuration its front; 0 is the start. Numbers rise with the fronts. */
	readonly fronts: Int32Array;
	/** By edge three numbers: the configuration that it leaves, the move, the one that it leads to (0: the end). */
	readonly edges: Int32Array;
}

/** All configurations that enter a layer of a breadth-first search. */
export interface Checkpoint {
	readonly front: number;
	readonly configurations: readonly Configuration[];
}

interface Exports {
	readonly memory: WebAssembly.Memory;
	readonly outOfMemory: WebAssembly.Global;
	readonly frontMax: WebAssembly.Global;
	readonly layer: WebAssembly.Global;
	readonly lastConfiguration: WebAssembly.Global;
	readonly lastMove: WebAssembly.Global;
	readonly steps: WebAssembly.Global;
	readonly transitionsAsked: WebAssembly.Global;
	readonly configurationEnd: WebAssembly.Global;
	readonly layerBegin: WebAssembly.Global;
	readonly edges: WebAssembly.Global;
	readonly edgeCount: WebAssembly.Global;
	reset(limitBytes: number): void;
	allocate(bytes: number): number;
	used(): number;
	setOperations(
		count: number,
		classes: number,
		slots: number,
		slotCount: number,
		invocations: number,
		invoked: number,
		flags: number,
	): void;
	setTransitions(classCount: number, table: number, native: number): void;
	setAppended(states: number, ends: number, pairs: number): void;
	setLookahead(nextRead: number, helperStart: number, helpers: number): void;
	setCrashed(count: number, classes: number, start: number, from: number, groups: number, flags: number): void;
	searchDepthFirst(initialState: number, stepLimit: number, patience: number, deadline: number): number;
	searchBreadthFirst(initialState: number, stepLimit: number, deadline: number): number;
	exploreBreadthFirst(initialState: number, stepLimit: number, deadline: number): number;
	searchFromAnywhere(rank: number, end: number, stateCount: number, stepLimit: number, deadline: number): number;
	configuration(id: number): number;
	crashedList(list: number): number;
	queueItems(queue: number): number;
	checkpoints(): number;
}

const outcomes: readonly SearchOutcome[] = ['illegal', 'ok', 'out-of-steps', 'out-of-time'];

/** An instance whose memory has grown beyond this is given up after use, since WebAssembly memory never shrinks. */
const keptBytes = 64 * 2 ** 20;

let shared: Kernel | undefined;
let compiled: WebAssembly.Module | undefined;

/** The WebAssembly kernel: one instance for each thread, used for one search after the other. */
export class Kernel {
	readonly #exports: Exports;
	#step: Step = () => -1;
	#words = 1;
	#hasQueues = false;

	constructor() {
		compiled ??= new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'));
		const host = {
			step: (state: number, operationClass: number) => this.#step(state, operationClass),
			now: () => performance.now(),
		};
		this.#exports = new WebAssembly.Instance(compiled, { host }).exports as unknown as Exports;
	}

	/** This thread's instance. */
	static shared(): Kernel {
		if (shared !== undefined && shared.#exports.memory.buffer.byteLength > keptBytes) shared = undefined;
		shared ??= new Kernel();
		return shared;
	}

	/**
	 * Searches depth first, which finds a linearization soonest where there is one. Gives up after so many configurations
	 * (`patience`) without coming further in the history. What `step` throws comes through.
	 */
	searchDepthFirst(search: Search, patience: number = Number.POSITIVE_INFINITY): SearchResult {
		const { initialState, limits } = search;
		const run = () => this.#exports.searchDepthFirst(initialState, limits.steps, patience, limits.deadline);
		return this.#run(search, run, this.#exports.frontMax);
	}

	/** Searches return by return, in little memory. */
	searchBreadthFirst(search: Search): SearchResult {
		const { initialState, limits } = search;
		const run = () => this.#exports.searchBreadthFirst(initialState, limits.steps, limits.deadline);
		return this.#run(search, run, this.#exports.layer);
	}

	/** The same, but keeps every configuration and every way from one to another: `explored` tells them. */
	exploreBreadthFirst(search: Search): SearchResult {
		const { initialState, limits } = search;
		const run = () => this.#exports.exploreBreadthFirst(initialState, limits.steps, limits.deadline);
		return this.#run(search, run, this.#exports.layer);
	}

	/**
	 * Searches return by return from the operation `rank` to the operation `end`, as if before everything had been possible.
	 * `illegal` is a proof; `ok` says nothing. Only for models whose transitions are a table.
	 */
	searchFromAnywhere(search: Search, rank: number, end: number): SearchResult {
		const { transitions, limits } = search;
		const run = () =>
			this.#exports.searchFromAnywhere(rank, end, transitions.stateCount, limits.steps, limits.deadline);
		return this.#run(search, run, this.#exports.layer);
	}

	/**
	 * The configurations that the last search met, from number 1 on. Of an illegal history these are all there are: of the
	 * whole history after a depth-first search, of the last layer after a breadth-first one.
	 */
	*configurations(): Generator<Configuration> {
		const end = this.#exports.configurationEnd.value;
		for (let id = this.#exports.layerBegin.value; id < end; id++) yield this.configuration(id);
	}

	configuration(id: number): Configuration {
		return this.#readConfiguration(this.#exports.configuration(id));
	}

	/** After a depth-first search that found an order: its moves from the last one backwards, each with its front. */
	*movesBackwards(): Generator<{ readonly move: number; readonly front: number }> {
		let move = this.#exports.lastMove.value as number;
		for (let id = this.#exports.lastConfiguration.value as number; id !== 0; ) {
			const fields = new Int32Array(this.#exports.memory.buffer, this.#exports.configuration(id), 8);
			yield { move, front: fields[0] as number };
			id = fields[5] as number;
			move = fields[6] as number;
		}
	}

	/** After `exploreBreadthFirst`. */
	explored(): Explored {
		const { edges, edgeCount, configurationEnd } = this.#exports;
		const { buffer } = this.#exports.memory;
		const fronts = new Int32Array(configurationEnd.value);
		const view = new DataView(buffer);
		for (let id = 1; id < fronts.length; id++) fronts[id] = view.getInt32(this.#exports.configuration(id), true);
		return { fronts, edges: new Int32Array(buffer, edges.value, 3 * edgeCount.value).slice() };
	}

	/** After a breadth-first search: some of the last layers, the latest first. */
	checkpoints(): Checkpoint[] {
		const blocks = new Int32Array(this.#exports.memory.buffer, this.#exports.checkpoints(), 4 * 8).slice();
		const size = 32 + 16 * this.#words;
		const found = Array.from({ length: 8 }, (_, i) => {
			const [front = -1, count = 0, , address = 0] = blocks.subarray(4 * i, 4 * i + 4);
			const configurations = () =>
				Array.from({ length: count }, (_, k) => ({ ...this.#readConfiguration(address + k * size), front }));
			return { front, configurations };
		});
		return found
			.filter(({ front }) => front >= 0)
			.sort((a, b) => b.front - a.front)
			.map(({ front, configurations }) => ({ front, configurations: configurations() }));
	}

	#readConfiguration(address: number): Configuration {
		const buffer = this.#exports.memory.buffer;
		const fields = new Int32Array(buffer, address, 8);
		const bits = new Uint32Array(buffer, address + 32, 4 * this.#words);
		return {
			front: fields[0] as number,
			state: fields[1] as number,
			slots: positions(bits.subarray(0, 2 * this.#words)),
			absorbed: positions(bits.subarray(2 * this.#words)),
			crashed: this.#crashedCounts(fields[2] as number),
			parent: fields[5] as number,
			move: fields[6] as number,
		};
	}

	/** By state of the last search: its items, as native steps number them, if states are queues. */
	queues(states: readonly number[]): ReadonlyMap<number, readonly number[]> {
		return new Map(this.#hasQueues ? states.map((state) => [state, this.#queue(state)]) : []);
	}

	#queue(state: number): readonly number[] {
		const address = this.#exports.queueItems(state);
		const [length = 0] = new Int32Array(this.#exports.memory.buffer, address, 1);
		return [...new Int32Array(this.#exports.memory.buffer, address + 4, length)];
	}

	#crashedCounts(list: number): [number, number][] {
		const address = this.#exports.crashedList(list);
		const buffer = this.#exports.memory.buffer;
		const length = new Int32Array(buffer, address, 1)[0] as number;
		const pairs = new Int32Array(buffer, address + 4, 2 * length);
		return Array.from({ length }, (_, i) => [pairs[2 * i] as number, pairs[2 * i + 1] as number]);
	}

	#run(search: Search, run: () => number, reached: WebAssembly.Global): SearchResult {
		const kernel = this.#exports;
		this.#step = search.step;
		kernel.reset(search.limits.memoryBytes);
		const outcome = this.#guarded(() => {
			this.#write(search);
			return outcomes[run()] as SearchOutcome;
		});
		return {
			outcome,
			steps: kernel.steps.value,
			transitions: kernel.transitionsAsked.value,
			frontMax: reached.value,
			memoryBytes: kernel.used(),
		};
	}

	/** A trap for want of memory becomes an outcome; whatever else is thrown is somebody's mistake. */
	#guarded(search: () => SearchOutcome): SearchOutcome {
		try {
			return search();
		} catch (error) {
			if (error instanceof WebAssembly.RuntimeError && this.#exports.outOfMemory.value !== 0) return 'out-of-memory';
			throw error;
		}
	}

	#write({ problem, transitions, lookahead, counted }: Search): void {
		this.#words = Math.max(1, Math.ceil(problem.slotCount / 64));
		this.#hasQueues = transitions.rows?.some((kind, i) => i % 3 === 0 && kind === Kind.ENQUEUE) === true;
		const put = (numbers: Int32Array): number => {
			const address = this.#exports.allocate(4 * numbers.length);
			new Int32Array(this.#exports.memory.buffer, address, numbers.length).set(numbers);
			return address;
		};
		const { classCount, flags, table, rows, appended } = transitions;
		this.#exports.setOperations(
			problem.length,
			put(problem.classOf),
			put(problem.slotOf),
			problem.slotCount,
			put(problem.invocationOrder),
			put(problem.invokedBefore),
			put(flags),
		);
		this.#exports.setTransitions(classCount, table ? put(table) : 0, rows ? put(rows) : 0);
		const { ends, pairs } = appended ?? { ends: nothing, pairs: nothing };
		this.#exports.setAppended(ends.length, ends.length > 0 ? put(ends) : 0, put(pairs));
		this.#exports.setCrashed(
			problem.crashedClass.length,
			put(problem.crashedClass),
			put(problem.crashedStart),
			put(problem.crashedFrom),
			put(problem.crashedGroup),
			put(counted === undefined ? problem.crashedFlags : countOnly(problem.crashedFlags, counted)),
		);
		const leadsTo = rows && appended ? leadsToBy(rows, appended.ends) : lookahead;
		if (leadsTo) {
			const { nextRead, helperStart, helpers } = layOutLookahead(problem, flags, leadsTo);
			this.#exports.setLookahead(put(nextRead), put(helperStart), put(helpers));
		} else this.#exports.setLookahead(0, 0, 0);
	}
}

const nothing = new Int32Array(0);

/** By the numbers of the states: what follows up to `ends` continues a text that was put. */
function leadsToBy(rows: Int32Array, ends: Int32Array): LeadsTo {
	return (blindClass, readClass) => {
		const put = rows[3 * blindClass + 1] as number;
		const read = rows[3 * readClass + 1] as number;
		return put <= read && read < (ends[put] ?? 0);
	};
}

/** The flags of crashed classes without the one that says that they are counted, but for these classes. */
function countOnly(flags: Int32Array, counted: ReadonlySet<number>): Int32Array {
	return flags.map((flag, crashedClass) => (counted.has(crashedClass) ? flag : flag & 1));
}

function positions(bits: Uint32Array): number[] {
	const found: number[] = [];
	for (const [word, value] of bits.entries()) {
		for (let bit = 0; bit < 32; bit++) if (((value >>> bit) & 1) === 1) found.push(32 * word + bit);
	}
	return found;
}
