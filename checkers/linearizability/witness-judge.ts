import { type InternedModel, TooManyStates } from './interned-model.ts';
import { type Configuration, Kernel, PASS, type Search, type SearchLimits } from './kernel/kernel.ts';
import type { PlacedOperation } from './parts.ts';
import { type Intervals, layOut, type Problem } from './problem.ts';
import type { Transitions } from './transition-data.ts';

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
	readonly transitions: Transitions;
	readonly limits: SearchLimits;
	/** Whether to look ahead where the model can: it makes the search fast, and its dead ends less telling. */
	readonly lookahead: boolean;
}

/** Configurations that a depth-first search may expand without coming any further. */
const patience = 20_000;
/** Configurations that a search without a lookahead may expand: where that is not enough, it would explode. */
const exactSteps = 30_000;

export function withoutLookahead(search: ReplaySearch): ReplaySearch {
	if (!search.lookahead || !search.model.prepareLookahead()) return search;
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
	readonly problem: Problem;
	readonly failing: PlacedOperation;
	readonly frontMax: number;
	/**
	 * Whether `configurations` are exactly those of the whole search, with their parents. Otherwise they are those of its last
	 * layer, or those that there would be with any number of crashed operations.
	 */
	readonly isWhole: boolean;
	/** The operation with this rank. */
	completing(rank: number): PlacedOperation;
	/** The operations of a crashed class, the earliest first. */
	crashed(crashedClass: number): readonly PlacedOperation[];
	configurations(): Iterable<Configuration>;
	configuration(id: number): Configuration;
	placed(): Iterable<PlacedOperation>;
}

/** Searches from one start: depth first, then as if there were any number of each crashed operation, then breadth first. Nothing unless every order is wrong. */
export function searchFrom(
	operations: readonly PlacedOperation[],
	start: Start,
	{ model, transitions, limits, lookahead }: ReplaySearch,
): DeadEnd | undefined {
	const rest = operations.filter((operation) => !start.applied.has(operation));
	const search: Search = {
		problem: layOut(intervalsOf(rest), transitions),
		transitions,
		initialState: start.state,
		step: (state, id) => model.answer(state, id),
		limits,
		lookahead: lookahead ? model.prepareLookahead() : undefined,
	};
	try {
		const kernel = Kernel.shared();
		const deep = kernel.searchDepthFirst(search, patience);
		if (deep.outcome === 'illegal') return deadEnd(rest, search.problem, kernel, deep.frontMax, true);
		if (deep.outcome !== 'out-of-steps') return undefined;
		const relaxed = kernel.searchDepthFirst({ ...search, counted: new Set() }, patience);
		if (relaxed.outcome === 'illegal') return deadEnd(rest, search.problem, kernel, relaxed.frontMax, false);
		const broad = kernel.searchBreadthFirst(search);
		return broad.outcome === 'illegal' ? deadEnd(rest, search.problem, kernel, broad.frontMax, false) : undefined;
	} catch (error) {
		if (error instanceof TooManyStates) return undefined;
		throw error;
	}
}

function deadEnd(
	operations: readonly PlacedOperation[],
	problem: Problem,
	kernel: Kernel,
	frontMax: number,
	isWhole: boolean,
): DeadEnd {
	const completing = (rank: number) => operations[problem.rowOf[rank] as number] as PlacedOperation;
	const crashed = (crashedClass: number) => {
		const { crashedStart, crashedRow } = problem;
		const rows = crashedRow.subarray(crashedStart[crashedClass], crashedStart[crashedClass + 1]);
		return Array.from(rows, (row) => operations[row] as PlacedOperation);
	};
	return {
		problem,
		failing: completing(frontMax),
		frontMax,
		isWhole,
		completing,
		crashed,
		configurations: () => kernel.configurations(),
		configuration: (id) => kernel.configuration(id),
		*placed() {
			if (!isWhole) return yield* operations;
			for (const { parent, move, crashed: used } of kernel.configurations()) {
				if (parent !== 0 && move >= 0 && move !== PASS) yield completing(move);
				for (const [crashedClass, count] of used) yield* crashed(crashedClass).slice(0, count);
			}
		},
	};
}

function intervalsOf(operations: readonly PlacedOperation[]): Intervals {
	return {
		length: operations.length,
		operationClass: Int32Array.from(operations, ({ operationClass }) => operationClass),
		invoked: Float64Array.from(operations, ({ invoked }) => invoked),
		completed: Float64Array.from(operations, ({ completed }) => completed),
	};
}

/** Ranks of pending operations by slot, in the window of a configuration. */
function pendingRanks(front: number, { invocationOrder, invokedBefore, slotOf }: Problem): Map<number, number> {
	const ranks = new Map<number, number>();
	for (const rank of invocationOrder.subarray(0, invokedBefore[front])) {
		if (rank >= front) ranks.set(slotOf[rank] as number, rank);
	}
	return ranks;
}

/**
 * The pending operations that a configuration has linearized, by rank. It has one such set for each way to decide which of
 * the absorbed operations are; nothing when these are more than `limit`.
 */
export function linearizedSets(
	{ front, slots, absorbed }: Configuration,
	problem: Problem,
	limit: number,
): number[][] | undefined {
	if (2 ** absorbed.length > limit) return undefined;
	const ranks = pendingRanks(front, problem);
	const rankIn = (slot: number) => ranks.get(slot) as number;
	let sets = [slots.filter((slot) => ranks.has(slot)).map(rankIn)];
	for (const slot of absorbed) sets = sets.flatMap((set) => [set, [...set, rankIn(slot)]]);
	return sets;
}
