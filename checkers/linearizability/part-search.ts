import { type Attempt, attempt, type SearchTask } from './attempt.ts';
import { TooManyStates } from './interned-model.ts';
import type { Checkpoint, Configuration } from './kernel/kernel.ts';
import type { Part } from './parts.ts';
import { layOut } from './problem.ts';
import type { ThreadTask } from './search-threads.ts';
import type { PartOutcome, SolvedPart, SolveLimits } from './solve.ts';
import { dataOf } from './transition-data.ts';

/** The search for a linearization of one part, attempt by attempt, here or in another thread. */
export class PartSearch {
	readonly part: Part;
	outcome: PartOutcome | undefined;
	wasTried = false;
	#task: SearchTask | undefined;
	#stepsMade = 0;
	#transitions = 0;
	#memoryBytes = 0;
	#refuting: Attempt | undefined;

	constructor(part: Part) {
		this.part = part;
	}

	get isDecided(): boolean {
		return this.outcome !== undefined;
	}

	result(): SolvedPart {
		const { part, outcome = 'out-of-time' } = this;
		return {
			part,
			outcome,
			steps: this.#stepsMade,
			transitions: this.#transitions,
			memoryBytes: this.#memoryBytes,
			...(this.#refuting && { refutation: this.#refutationBy(this.#refuting) }),
		};
	}

	/** Tries every way with this budget until one decides. */
	attempt(budget: number, limits: SolveLimits): void {
		try {
			this.note(attempt(this.#ownTask(), budget, limits));
		} catch (error) {
			if (!(error instanceof TooManyStates)) throw error;
			this.wasTried = true;
			this.outcome = 'too-many-states';
		}
	}

	/** The same for another thread; nothing for a model that has to be asked, as that cannot be sent. */
	taskForThread(): ThreadTask | undefined {
		const { part } = this;
		const { transitions } = part;
		const isAsked = transitions.table === undefined && transitions.rows === undefined;
		if (isAsked || this.#lookahead() !== undefined) return undefined;
		const { length, operationClass, invoked, completed } = part;
		return {
			intervals: { length, operationClass, invoked, completed },
			transitions: dataOf(transitions),
			initialState: this.#initialState(),
		};
	}

	/** Takes over what an attempt came to, wherever it was made. */
	note({ outcome, steps, transitions, memoryBytes, ...rest }: Attempt): void {
		this.wasTried = true;
		this.#stepsMade += steps;
		this.#transitions += transitions;
		this.#memoryBytes = Math.max(this.#memoryBytes, memoryBytes);
		this.outcome = outcome;
		if (outcome === 'illegal') this.#refuting = { outcome, steps, transitions, memoryBytes, ...rest };
	}

	#ownTask(): SearchTask {
		const { model, transitions } = this.part;
		this.#task ??= {
			problem: layOut(this.part, transitions),
			transitions,
			initialState: this.#initialState(),
			step: (state, id) => model.answer(state, id),
			lookahead: this.#lookahead(),
		};
		return this.#task;
	}

	#initialState(): number {
		const { model, transitions } = this.part;
		return transitions.states?.initial ?? model.stateId(model.model.initial);
	}

	#lookahead() {
		return this.part.transitions.appended ? undefined : this.part.model.prepareLookahead();
	}

	#refutationBy({ failing, checkpoints = [], queues }: Attempt) {
		const { problem } = this.#ownTask();
		return { problem, failing: failing as number, checkpoints: this.#inStatesOfModel(checkpoints, queues) };
	}

	/** Checkpoints in states of the model, which an explanation can begin in. */
	#inStatesOfModel(checkpoints: readonly Checkpoint[], queues: Attempt['queues']): readonly Checkpoint[] {
		const { model, transitions } = this.part;
		const { states } = transitions;
		if (states === undefined) return checkpoints;
		const translate = (configuration: Configuration) => {
			const state = states.state(configuration.state, queues?.get(configuration.state) ?? []);
			return state === undefined ? [] : [{ ...configuration, state: model.stateId(state) }];
		};
		try {
			return checkpoints.flatMap(({ front, configurations }) => {
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
