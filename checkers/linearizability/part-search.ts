import { TooManyStates } from './interned-model.ts';
import { type Checkpoint, type Configuration, Kernel, type Search, type SearchResult } from './kernel/kernel.ts';
import type { Part } from './parts.ts';
import { layOut, type Problem } from './problem.ts';
import type { Refutation } from './refutation.ts';
import { searchRelaxed } from './relaxation.ts';
import type { PartOutcome, SolvedPart, SolveLimits } from './solve.ts';
import { startsMax } from './witness-window.ts';

/**
 * The search for a linearization of one part: several ways to search in competition, each given up when its budget is
 * spent, and taken up again with a larger one.
 *
 * 1. Depth first: finds an order soonest if there is one, and is given up when it comes no further.
 * 2. From anywhere, shortly before the return at which the first one got stuck: proves in a small window that no order
 *    passes it, whatever came before.
 * 3. With those crashed operations counted only that run short; see `searchRelaxed`.
 * 4. Breadth first, return by return: costs the same whether there is an order or not, in little memory.
 */
export class PartSearch {
	readonly part: Part;
	outcome: PartOutcome | undefined;
	wasTried = false;
	#problem: Problem | undefined;
	#stepsMade = 0;
	#transitions = 0;
	#memoryBytes = 0;
	#refutation: Refutation | undefined;

	constructor(part: Part) {
		this.part = part;
	}

	get isDecided(): boolean {
		return this.outcome !== undefined;
	}

	giveUp(outcome: PartOutcome): void {
		this.outcome = outcome;
	}

	result(): SolvedPart {
		const { part, outcome = 'out-of-time' } = this;
		return {
			part,
			outcome,
			steps: this.#stepsMade,
			transitions: this.#transitions,
			memoryBytes: this.#memoryBytes,
			...(this.#refutation && { refutation: this.#refutation }),
		};
	}

	/** Tries every way with this budget until one decides. */
	attempt(budget: number, limits: SolveLimits): void {
		this.wasTried = true;
		this.#problem ??= layOut(this.part, this.part.transitions);
		const deep = this.#depthFirst(budget, limits);
		if (this.isDecided || deep.outcome === 'out-of-time') return;
		if (this.#fromAnywhere(deep.frontMax, budget, limits)) return;
		if (this.#problem.crashedClass.length > 0 && this.#relaxed(budget, limits)) return;
		const broad = this.#breadthFirst(budget, limits);
		if (deep.outcome === 'out-of-memory' && broad.outcome === 'out-of-memory') this.giveUp('out-of-memory');
	}

	#depthFirst(budget: number, limits: SolveLimits): SearchResult {
		const patience = this.#steps(budget);
		const search = this.#search(8 * (this.#problem as Problem).length + patience, limits);
		const result = this.#note(Kernel.shared().searchDepthFirst(search, patience));
		if (result.outcome === 'ok') this.outcome = 'ok';
		else if (result.outcome === 'illegal') this.#refute({ failing: result.frontMax, checkpoints: [] });
		return result;
	}

	#breadthFirst(budget: number, limits: SolveLimits): SearchResult {
		const steps = 32 * (this.#problem as Problem).length + this.#steps(budget);
		const result = this.#note(Kernel.shared().searchBreadthFirst(this.#search(steps, limits)));
		if (result.outcome === 'ok') this.outcome = 'ok';
		else if (result.outcome === 'illegal') this.#refuteByLayers(result);
		return result;
	}

	#relaxed(budget: number, limits: SolveLimits): boolean {
		const relaxed = searchRelaxed(this.#search(this.#steps(budget), limits), (result) => this.#note(result));
		if (relaxed === 'ok') this.outcome = 'ok';
		else if (relaxed !== undefined) this.#refute(relaxed);
		return this.isDecided;
	}

	/** Windows that end with the first return that was not passed, each four times as long as the one before. */
	#fromAnywhere(stuckAt: number, budget: number, limits: SolveLimits): boolean {
		const { transitions } = this.part;
		if (transitions.stateCount === 0) return false;
		for (let length = 32; length < 4 * stuckAt; length *= 4) {
			const begin = Math.max(0, stuckAt - length);
			const search = this.#search(budget, limits);
			const result = this.#note(Kernel.shared().searchFromAnywhere(search, begin, stuckAt + 1));
			if (result.outcome === 'illegal') {
				this.#refuteByLayers(result);
				return true;
			}
			if (result.outcome !== 'ok') return false;
		}
		return false;
	}

	#search(steps: number, limits: SolveLimits): Search {
		const { model, transitions } = this.part;
		return {
			problem: this.#problem as Problem,
			transitions,
			initialState: transitions.native?.states?.initial ?? model.stateId(model.model.initial),
			step: (state, id) => model.answer(state, id),
			limits: { ...limits, steps },
			lookahead: transitions.native?.appended ? undefined : model.prepareLookahead(),
		};
	}

	/** A step costs a model that the kernel has to ask many times what it costs one whose transitions it knows. */
	#steps(budget: number): number {
		const { table, native } = this.part.transitions;
		return table === undefined && native === undefined ? budget : 16 * budget;
	}

	#note(result: SearchResult): SearchResult {
		this.#stepsMade += result.steps;
		this.#transitions += result.transitions;
		this.#memoryBytes = Math.max(this.#memoryBytes, result.memoryBytes);
		return result;
	}

	#refuteByLayers({ frontMax }: SearchResult): void {
		this.#refute({ failing: frontMax, checkpoints: Kernel.shared().checkpoints() });
	}

	#refute({ failing, checkpoints }: Omit<Refutation, 'problem'>): void {
		this.outcome = 'illegal';
		this.#refutation = { problem: this.#problem as Problem, failing, checkpoints: this.#inStatesOfModel(checkpoints) };
	}

	/** Those in whose states a witness may begin, in states of the model. */
	#inStatesOfModel(checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
		const { model, transitions } = this.part;
		const { states } = transitions.native ?? {};
		if (states === undefined) return checkpoints;
		const translate = (configuration: Configuration) => {
			const state = states.state(configuration.state, Kernel.shared());
			return state === undefined ? [] : [{ ...configuration, state: model.stateId(state) }];
		};
		try {
			return checkpoints.flatMap(({ front, configurations }) => {
				if (configurations.length > startsMax) return [];
				const translated = configurations.flatMap(translate);
				return translated.length === configurations.length ? [{ front, configurations: translated }] : [];
			});
		} catch (error) {
			// They help to explain: without them it is a violation all the same.
			if (error instanceof TooManyStates) return [];
			throw error;
		}
	}
}
