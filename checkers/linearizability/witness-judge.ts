import { type InternedModel, TooManyStates } from './interned-model.ts';
import { type Configuration, Kernel, type SearchLimits } from './kernel/kernel.ts';
import type { PlacedOperation } from './parts.ts';
import { layOut, type Problem } from './problem.ts';

/** Operations that no order explains, from any of the configurations in which they may begin. */
export interface Witness {
	/** In the order of the invocations. Those that returned after the last return of the witness have crashed in it. */
	readonly operations: readonly PlacedOperation[];
	readonly starts: readonly Start[];
}

/** A configuration in which a witness may begin: a state, and those of its operations that have taken effect already. */
export interface Start {
	/** Of `InternedModel`. */
	readonly state: number;
	readonly applied: ReadonlySet<PlacedOperation>;
}

/** What all searches for a witness share. */
export interface ReplaySearch {
	readonly model: InternedModel;
	readonly limits: SearchLimits;
	/** Whether to look ahead where the model can: it makes the search fast, and its dead ends less telling. */
	readonly lookahead: boolean;
}

/** Configurations that a search without a lookahead may expand: where that is not enough, it would explode. */
const exactSteps = 30_000;

export function withoutLookahead(search: ReplaySearch): ReplaySearch {
	if (!search.lookahead || !search.model.preparesLookahead()) return search;
	return { ...search, lookahead: false, limits: { ...search.limits, steps: exactSteps } };
}

/** That a witness is one. */
export interface Judgement {
	/** An operation whose return no order passes; the last one, when the starts fail at different ones. */
	readonly failing: PlacedOperation;
	/** Operations that the searches placed in some order, apart from read-only ones, which they place without trying. */
	readonly placed: ReadonlySet<PlacedOperation>;
}

/** Whether no order explains the operations. Nothing when one does, or when the limits do not suffice to tell. */
export function judge({ operations, starts }: Witness, search: ReplaySearch): Judgement | undefined {
	let failing: PlacedOperation | undefined;
	const placed = new Set<PlacedOperation>();
	for (const start of starts) {
		const dead = searchFrom(operations, start, search);
		if (dead === undefined) return undefined;
		if (failing === undefined || dead.failing.completed > failing.completed) failing = dead.failing;
		for (const operation of dead.placed()) placed.add(operation);
	}
	return failing && { failing, placed };
}

/** A search that found every order wrong, with all that it met. Valid until the next search. */
export interface DeadEnd {
	readonly problem: Problem<PlacedOperation>;
	readonly failing: PlacedOperation;
	readonly frontMax: number;
	configurations(): Iterable<Configuration>;
	configuration(id: number): Configuration;
	placed(): Iterable<PlacedOperation>;
}

/** Searches from one start. Nothing unless every order is wrong. */
export function searchFrom(
	operations: readonly PlacedOperation[],
	start: Start,
	{ model, limits, lookahead }: ReplaySearch,
): DeadEnd | undefined {
	const kernel = Kernel.shared();
	const rest = operations.filter((operation) => !start.applied.has(operation));
	const problem = layOut(rest, model);
	const flags = Int32Array.from({ length: model.classCount }, (_, classId) => model.flags(classId));
	try {
		const step = (state: number, id: number) => model.answer(state, id);
		const looksAhead = lookahead && model.preparesLookahead();
		const result = kernel.search(problem, flags, start.state, step, limits, looksAhead);
		if (result.outcome !== 'illegal') return undefined;
		return {
			problem,
			failing: problem.completing[result.frontMax] as PlacedOperation,
			frontMax: result.frontMax,
			configurations: () => kernel.configurations(),
			configuration: (id) => kernel.configuration(id),
			placed: () => placedOperations(kernel, problem),
		};
	} catch (error) {
		if (error instanceof TooManyStates) return undefined;
		throw error;
	}
}

function* placedOperations(kernel: Kernel, problem: Problem<PlacedOperation>): Generator<PlacedOperation> {
	for (const { parent, move, crashed } of kernel.configurations()) {
		if (parent !== 0 && move >= 0) yield problem.completing[move] as PlacedOperation;
		for (const [crashedClass, count] of crashed) {
			yield* (problem.crashed[crashedClass] as PlacedOperation[]).slice(0, count);
		}
	}
}

/** The operations that a configuration has linearized or that returned before it, and so were linearized before. */
export function* linearizedIn(
	{ front, slots, crashed }: Configuration,
	problem: Problem<PlacedOperation>,
): Generator<PlacedOperation> {
	yield* problem.completing.slice(0, front);
	const invoked = problem.invokedBefore[front] as number;
	for (const rank of problem.invocationOrder.subarray(0, invoked)) {
		if (rank >= front && slots.includes(problem.slotOf[rank] as number)) {
			yield problem.completing[rank] as PlacedOperation;
		}
	}
	for (const [crashedClass, count] of crashed) {
		yield* (problem.crashed[crashedClass] as PlacedOperation[]).slice(0, count);
	}
}
