import { layOutLookahead } from '../lookahead.ts';
import type { Problem } from '../problem.ts';
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

export type SearchOutcome = 'ok' | 'illegal' | 'out-of-steps' | 'out-of-time' | 'out-of-memory' | 'too-many-states';

export interface SearchResult {
	readonly outcome: SearchOutcome;
	/** Configurations expanded. */
	readonly steps: number;
	/** How often the model was asked. */
	readonly transitions: number;
	/** If illegal: the rank of an operation whose return no order passes; without a lookahead the first of these. */
	readonly frontMax: number;
	readonly memoryBytes: number;
}

/** A configuration that a search met. */
export interface Configuration {
	readonly front: number;
	readonly state: number;
	/** Slots of the pending operations that are linearized. */
	readonly slots: readonly number[];
	/** Crashed operations used: crashed class and how many of it, the earliest first. */
	readonly crashed: readonly (readonly [crashedClass: number, count: number])[];
	/** The configuration that it came from; 0 for the first. */
	readonly parent: number;
	/** The rank of the operation taken, or -1 - d for the crashed class d. Meaningless for the first. */
	readonly move: number;
}

interface Exports {
	readonly memory: WebAssembly.Memory;
	readonly outOfMemory: WebAssembly.Global;
	readonly frontMax: WebAssembly.Global;
	readonly steps: WebAssembly.Global;
	readonly transitionsAsked: WebAssembly.Global;
	readonly configurationEnd: WebAssembly.Global;
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
	setLookahead(askOffset: number, nextRead: number, blindFrom: number): void;
	setCrashed(count: number, classes: number, start: number, from: number): void;
	search(initialState: number, stepLimit: number, deadline: number): number;
	configuration(id: number): number;
	crashedList(list: number): number;
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

	/** Searches for a linearization. What `step` throws comes through. */
	search(
		problem: Problem,
		classFlags: Int32Array,
		initialState: number,
		step: Step,
		limits: SearchLimits,
		lookahead = false,
	): SearchResult {
		const kernel = this.#exports;
		this.#step = step;
		kernel.reset(limits.memoryBytes);
		const outcome = this.#guarded(() => {
			this.#write(problem, classFlags, lookahead);
			return outcomes[kernel.search(initialState, limits.steps, limits.deadline)] as SearchOutcome;
		});
		return {
			outcome,
			steps: kernel.steps.value,
			transitions: kernel.transitionsAsked.value,
			frontMax: kernel.frontMax.value,
			memoryBytes: kernel.used(),
		};
	}

	/** The configurations that the last search met, from number 1 on. Of an illegal history these are all there are. */
	*configurations(): Generator<Configuration> {
		const end = this.#exports.configurationEnd.value;
		for (let id = 1; id < end; id++) yield this.configuration(id);
	}

	configuration(id: number): Configuration {
		const buffer = this.#exports.memory.buffer;
		const address = this.#exports.configuration(id);
		const fields = new Int32Array(buffer, address, 8);
		const bits = new Uint32Array(buffer, address + 32, 2 * this.#words);
		return {
			front: fields[0] as number,
			state: fields[1] as number,
			slots: positions(bits),
			crashed: this.#crashedCounts(fields[2] as number),
			parent: fields[5] as number,
			move: fields[6] as number,
		};
	}

	#crashedCounts(list: number): [number, number][] {
		const address = this.#exports.crashedList(list);
		const buffer = this.#exports.memory.buffer;
		const length = new Int32Array(buffer, address, 1)[0] as number;
		const pairs = new Int32Array(buffer, address + 4, 2 * length);
		return Array.from({ length }, (_, i) => [pairs[2 * i] as number, pairs[2 * i + 1] as number]);
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

	#write(problem: Problem, classFlags: Int32Array, lookahead: boolean): void {
		this.#words = Math.max(1, Math.ceil(problem.slotCount / 64));
		const put = (numbers: Int32Array): number => {
			const address = this.#exports.allocate(4 * numbers.length);
			new Int32Array(this.#exports.memory.buffer, address, numbers.length).set(numbers);
			return address;
		};
		this.#exports.setOperations(
			problem.completing.length,
			put(problem.classOf),
			put(problem.slotOf),
			problem.slotCount,
			put(problem.invocationOrder),
			put(problem.invokedBefore),
			put(classFlags),
		);
		this.#exports.setCrashed(
			problem.crashed.length,
			put(problem.crashedClass),
			put(problem.crashedStart),
			put(problem.crashedFrom),
		);
		const { nextRead, blindFrom } = layOutLookahead(problem, classFlags);
		this.#exports.setLookahead(lookahead ? classFlags.length : 0, put(nextRead), put(blindFrom));
	}
}

function positions(bits: Uint32Array): number[] {
	const found: number[] = [];
	for (const [word, value] of bits.entries()) {
		for (let bit = 0; bit < 32; bit++) if (((value >>> bit) & 1) === 1) found.push(32 * word + bit);
	}
	return found;
}
