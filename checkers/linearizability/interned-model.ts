import type { JsonValue } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import type { LeadsTo } from './lookahead.ts';
import { inconsistent, type Lookahead, type Model, ModelError, type SequentialOperation } from './model.ts';
import { BLIND, READ_ONLY } from './operation-flags.ts';

/** Characters of all states' identities together, beyond which a search gives up: some hundreds of megabytes. */
const IDENTITY_LIMIT = 100_000_000;

/**
 * A model with its states and operations as small integers, which is all that the kernel handles. Operations with the
 * same function, arguments and output are one *class*.
 */
export class InternedModel {
	readonly model: Model;
	readonly #states: unknown[] = [];
	readonly #stateIds = new Map<string, number>();
	readonly #classes: SequentialOperation[] = [];
	readonly #classIds = new Map<string, number>();
	readonly #flags: number[] = [];
	/** By class: the one state that a blind class leaves, once it is known. */
	readonly #blindNext: (number | undefined)[] = [];
	#identityLength = 0;
	#lookahead: Lookahead | undefined;

	constructor(model: Model) {
		this.model = model;
	}

	get classCount(): number {
		return this.#classes.length;
	}

	get stateCount(): number {
		return this.#states.length;
	}

	state(id: number): unknown {
		return this.#states[id];
	}

	/** By class. */
	get operations(): readonly SequentialOperation[] {
		return this.#classes;
	}

	operation(classId: number): SequentialOperation {
		return this.#classes[classId] as SequentialOperation;
	}

	flags(classId: number): number {
		return this.#flags[classId] as number;
	}

	isReadOnly(classId: number): boolean {
		return (this.flags(classId) & READ_ONLY) !== 0;
	}

	isBlind(classId: number): boolean {
		return (this.flags(classId) & BLIND) !== 0;
	}

	describe(id: number): string {
		const state = this.state(id);
		return this.model.describe?.(state) ?? this.#identify(state);
	}

	stateId(state: unknown): number {
		const identity = this.#identify(state);
		let id = this.#stateIds.get(identity);
		if (id === undefined) {
			this.#identityLength += identity.length;
			if (this.#identityLength > IDENTITY_LIMIT) throw new TooManyStates();
			id = this.#states.length;
			this.#states.push(state);
			this.#stateIds.set(identity, id);
		}
		return id;
	}

	classId(operation: SequentialOperation): number {
		const text = identityOf(operation);
		let id = this.#classIds.get(text);
		if (id === undefined) {
			id = this.#classes.length;
			this.#classes.push(operation);
			this.#classIds.set(text, id);
			this.#blindNext.push(undefined);
			const readOnly = this.model.isReadOnly?.(operation) === true;
			const blind = this.model.isBlind?.(operation) === true;
			this.#flags.push((readOnly ? READ_ONLY : 0) | (blind ? BLIND : 0));
		}
		return id;
	}

	/** The state after an operation of this class, or -1 where it is not possible. Holds the model to its promises. */
	step(stateId: number, classId: number): number {
		const operation = this.operation(classId);
		const next = this.model.step(this.state(stateId), operation);
		const nextId = next === inconsistent ? -1 : this.stateId(next);
		const flags = this.flags(classId);
		if ((flags & READ_ONLY) !== 0 && nextId !== -1 && nextId !== stateId) {
			throw this.#broken(operation, stateId, nextId, 'to leave the state as it is, as isReadOnly promises');
		}
		if ((flags & BLIND) !== 0) {
			this.#blindNext[classId] ??= nextId;
			if (nextId === -1 || nextId !== this.#blindNext[classId]) {
				throw this.#broken(operation, stateId, nextId, 'to leave the same state always, as isBlind promises');
			}
		}
		return nextId;
	}

	#identify(state: unknown): string {
		return this.model.identify?.(state) ?? canonical(state);
	}

	/** What the kernel asks: a step, or, with `classCount` added to the class, whether it may become possible. */
	answer(stateId: number, classId: number): number {
		if (classId < this.classCount) return this.step(stateId, classId);
		const mayHappen = this.#lookahead?.mayHappen(this.state(stateId), this.operation(classId - this.classCount));
		return mayHappen === false ? -1 : 0;
	}

	/** What the kernel needs to look ahead; nothing if the model cannot, among the operations that it has been given. */
	prepareLookahead(): LeadsTo | undefined {
		this.#lookahead = this.model.lookAhead?.(this.#classes);
		if (this.#lookahead === undefined) return undefined;
		const initial = this.stateId(this.model.initial);
		const target = (blind: number) => this.#blindNext[blind] ?? this.step(initial, blind);
		return (blind, read) => this.answer(target(blind), this.classCount + read) !== -1;
	}

	#broken(operation: SequentialOperation, stateId: number, nextId: number, expected: string): ModelError {
		const found = nextId === -1 ? 'found it impossible' : `got ${this.describe(nextId)}`;
		return new ModelError(
			`Expected \`${operation.f} ${canonical(operation.input)}\` in the model ${this.model.name} ${expected}; ` +
				`in the state ${this.describe(stateId)} ${found}`,
		);
	}
}

/** The model has more states than can be kept: the verdict is `unknown`. */
export class TooManyStates extends Error {
	override readonly name = 'TooManyStates';
}

function identityOf(operation: SequentialOperation): string {
	const key: JsonValue | undefined = operation.key;
	const keyText = key === undefined ? '' : canonical(key);
	return `${canonical(operation.f)}|${keyText}|${canonical(operation.input)}|${operation.type}|${canonical(operation.output)}`;
}
