import {
	type Checkpoint,
	type Configuration,
	Kernel,
	type Search,
	type SearchResult,
	type Step,
} from './kernel/kernel.ts';
import type { LeadsTo } from './lookahead.ts';
import type { Problem } from './problem.ts';
import { searchRelaxed } from './relaxation.ts';
import type { SolveLimits } from './solve.ts';
import type { TransitionData } from './transition-data.ts';

/** The search for a linearization of one part, as the kernel takes it. */
export interface SearchTask {
	readonly problem: Problem;
	readonly transitions: TransitionData;
	readonly initialState: number;
	/** For models that the kernel does not know. */
	readonly step: Step;
	readonly lookahead: LeadsTo | undefined;
}

/** What an attempt came to: plain data. */
export interface Attempt {
	/** Nothing when the budget or the time was spent. */
	outcome?: 'ok' | 'illegal' | 'out-of-memory';
	/** Configurations expanded. */
	steps: number;
	transitions: number;
	memoryBytes: number;
	/** Whether any search wanted more memory than it was given: with more, another one might have decided. */
	wasShortOfMemory: boolean;
	/** If illegal: the rank of an operation whose return no order passes. */
	failing?: number;
	/** If illegal: layers before that; see `Refutation`. States are the kernel's. */
	checkpoints?: readonly Checkpoint[];
	/** By state in `checkpoints`: the items of a queue. */
	queues?: ReadonlyMap<number, readonly number[]>;
}

/**
 * Several ways to search in competition, each given up when its budget is spent; they are taken up again with a larger one.
 *
 * 1. Depth first: finds an order soonest if there is one, and is given up when it comes no further.
 * 2. From anywhere, shortly before the return at which the first one got stuck: proves in a small window that no order
 *    passes it, whatever came before.
 * 3. By all ways that there would be with any number of crashed operations, and what they use of these; see `searchRelaxed`.
 * 4. Breadth first, return by return: costs the same whether there is an order or not, in little memory.
 */
export function attempt(task: SearchTask, budget: number, limits: SolveLimits): Attempt {
	return new Competition(task, budget, limits).run();
}

class Competition {
	readonly #task: SearchTask;
	readonly #budget: number;
	readonly #limits: SolveLimits;
	readonly #attempt: Attempt = { steps: 0, transitions: 0, memoryBytes: 0, wasShortOfMemory: false };

	constructor(task: SearchTask, budget: number, limits: SolveLimits) {
		this.#task = task;
		this.#budget = budget;
		this.#limits = limits;
	}

	/** Tries every way until one decides. */
	run(): Attempt {
		const deep = this.#depthFirst();
		if (this.#isDecided || deep.outcome === 'out-of-time') return this.#attempt;
		if (this.#fromAnywhere(deep.frontMax)) return this.#attempt;
		if (this.#task.problem.crashedClass.length > 0 && this.#relaxed()) return this.#attempt;
		const broad = this.#breadthFirst();
		if (deep.outcome === 'out-of-memory' && broad.outcome === 'out-of-memory') this.#attempt.outcome = 'out-of-memory';
		return this.#attempt;
	}

	get #isDecided(): boolean {
		return this.#attempt.outcome !== undefined;
	}

	#depthFirst(): SearchResult {
		const patience = this.#steps();
		const search = this.#search(8 * this.#task.problem.length + patience);
		const result = this.#note(Kernel.shared().searchDepthFirst(search, patience));
		if (result.outcome === 'ok') this.#attempt.outcome = 'ok';
		else if (result.outcome === 'illegal') this.#refute(result.frontMax, []);
		return result;
	}

	#breadthFirst(): SearchResult {
		const steps = 32 * this.#task.problem.length + this.#steps();
		const result = this.#note(Kernel.shared().searchBreadthFirst(this.#search(steps)));
		if (result.outcome === 'ok') this.#attempt.outcome = 'ok';
		else if (result.outcome === 'illegal') this.#refute(result.frontMax, Kernel.shared().checkpoints());
		return result;
	}

	#relaxed(): boolean {
		// It is worth more than the others: with a few dozens of steps for each return it decides.
		const relaxed = searchRelaxed(this.#search(8 * this.#steps()), (result) => this.#note(result));
		if (relaxed === 'ok') this.#attempt.outcome = 'ok';
		else if (relaxed !== undefined) this.#refute(relaxed.failing, relaxed.checkpoints);
		return this.#isDecided;
	}

	/** Windows that end with the first return that was not passed, each four times as long as the one before. */
	#fromAnywhere(stuckAt: number): boolean {
		if (this.#task.transitions.stateCount === 0) return false;
		for (let length = 32; length < 4 * stuckAt; length *= 4) {
			const begin = Math.max(0, stuckAt - length);
			const result = this.#note(Kernel.shared().searchFromAnywhere(this.#search(this.#budget), begin, stuckAt + 1));
			if (result.outcome === 'illegal') {
				this.#refute(result.frontMax, Kernel.shared().checkpoints());
				return true;
			}
			if (result.outcome !== 'ok') return false;
		}
		return false;
	}

	#search(steps: number): Search {
		return { ...this.#task, limits: { ...this.#limits, steps } };
	}

	/** A step costs a model that the kernel has to ask many times what it costs one whose transitions it knows. */
	#steps(): number {
		const { table, rows } = this.#task.transitions;
		return table === undefined && rows === undefined ? this.#budget : 16 * this.#budget;
	}

	#note(result: SearchResult): SearchResult {
		this.#attempt.steps += result.steps;
		this.#attempt.transitions += result.transitions;
		this.#attempt.memoryBytes = Math.max(this.#attempt.memoryBytes, result.memoryBytes);
		if (result.outcome === 'out-of-memory') this.#attempt.wasShortOfMemory = true;
		return result;
	}

	#refute(failing: number, checkpoints: readonly Checkpoint[]): void {
		const few = checkpoints.filter(({ configurations }) => configurations.length <= startsMax);
		Object.assign(this.#attempt, { outcome: 'illegal', failing, checkpoints: few });
		this.#attempt.queues = Kernel.shared().queues(few.flatMap(({ configurations }) => configurations.map(stateOf)));
	}
}

/** Ways in which things may stand where an explanation begins: with more than these nothing is explained. */
export const startsMax = 64;

function stateOf({ state }: Configuration): number {
	return state;
}
