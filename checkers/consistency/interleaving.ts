import type { OrderGraph } from './order-graph.ts';
import { initialWrite, noRead, type RegisterHistory } from './register-history.ts';

export type SearchOutcome = 'found' | 'none' | 'out-of-budget';

export interface SearchBudget {
	/** By `performance.now()`. */
	readonly deadline: number;
	/** Points of decision that may turn out to be dead ends; each is remembered. */
	readonly deadEnds: number;
}

/**
 * Seeks one order of all operations that keeps the order of each session, and in which each read returns the last write
 * before it. Depth first; a state is how far each session has come, for that decides what every register holds, as far as
 * it matters: a write whose value is still to be read must not be overwritten.
 *
 * What can only help is done at once: reads, a cas (nothing else may come between it and what it found), and a write that
 * nobody reads. Only which of the other writes comes next has to be tried: first the one that returned first, or whose value did.
 *
 * @param graph an order that every solution keeps; the more it says, the less has to be tried
 */
export function findInterleaving(history: RegisterHistory, graph: OrderGraph, budget: SearchBudget): SearchOutcome {
	const state = new Interleaving(history, graph);
	const deadEnds = new Set<string>();
	/** At each of these a choice was made; `tried` is the last one. */
	const decisions: { readonly mark: number; tried: number | undefined }[] = [];
	state.advance();
	while (!state.isComplete) {
		decisions.push({ mark: state.mark, tried: undefined });
		if (deadEnds.size > 0 && deadEnds.has(state.name())) decisions.pop();
		while (!decideAnew(state, decisions.at(-1))) {
			if (decisions.length === 0) return 'none';
			deadEnds.add(state.name());
			decisions.pop();
		}
		state.advance();
		if (deadEnds.size > budget.deadEnds || performance.now() > budget.deadline) return 'out-of-budget';
	}
	return 'found';
}

/** Takes back what followed from the last choice, and makes the next one; false when there is none left. */
function decideAnew(
	state: Interleaving,
	decision: { readonly mark: number; tried: number | undefined } | undefined,
): boolean {
	if (decision === undefined) return false;
	state.undoTo(decision.mark);
	const choice = state.choiceAfter(decision.tried);
	if (choice === undefined) return false;
	decision.tried = choice;
	state.place(choice);
	return true;
}

/** A beginning of an order, which can be extended and taken back. */
class Interleaving {
	readonly #history: RegisterHistory;
	readonly #successors: OrderGraph['successors'];
	/** Of each operation how many that must come before it are not placed. */
	readonly #waitingFor: Int32Array;
	/** For each write how many of its readers are not placed. */
	readonly #unread: Int32Array;
	/** As `#unread`, for what each key held in the beginning. */
	readonly #unreadInitial: Int32Array;
	readonly #hasReaders: Uint8Array;
	/** When each operation returned, or one that read its value, whichever was first. */
	readonly #due: Float64Array;
	/** For each key what was written last, or `initialWrite`. */
	readonly #current: Int32Array;
	/** For each key the operations that wait for nothing but the register. */
	readonly #ready: readonly Set<number>[];
	readonly #anyReady = new Set<number>();
	/** Keys at which something has changed since all that can only help was placed. */
	readonly #touched = new Set<number>();
	readonly #placed: { readonly operation: number; readonly before: number }[] = [];
	/** Of each session how many operations are placed. */
	readonly #progress: Int32Array;

	constructor(history: RegisterHistory, graph: OrderGraph) {
		const count = history.operations.length;
		this.#history = history;
		this.#successors = graph.successors;
		this.#waitingFor = new Int32Array(count);
		this.#unread = new Int32Array(count);
		this.#unreadInitial = new Int32Array(history.keys.length);
		this.#current = new Int32Array(history.keys.length).fill(initialWrite);
		this.#ready = history.keys.map(() => new Set());
		this.#progress = new Int32Array(history.sessions.length);
		for (const { to } of graph.edges) add(this.#waitingFor, to, 1);
		for (let operation = 0; operation < count; operation++) {
			this.#countReader(operation, 1);
			if (this.#waitingFor[operation] === 0) this.#setReady(operation, true);
		}
		this.#hasReaders = Uint8Array.from(this.#unread, (readers) => (readers > 0 ? 1 : 0));
		this.#due = Float64Array.from(history.operations, ({ completed }) => completed);
		for (const [read, from] of history.readsFrom.entries()) {
			const { completed } = history.operations[read] as { completed: number };
			if (from >= 0) this.#due[from] = Math.min(this.#due[from] as number, completed);
		}
	}

	get isComplete(): boolean {
		return this.#placed.length === this.#history.operations.length;
	}

	/** How much is placed, to come back to it. */
	get mark(): number {
		return this.#placed.length;
	}

	name(): string {
		return this.#progress.join();
	}

	/** Places all that can only help. */
	advance(): void {
		for (const key of this.#touched) {
			this.#touched.delete(key);
			for (const operation of this.#ready[key] as Set<number>) {
				if (!this.#isHarmless(operation) || !this.#isPossible(operation)) continue;
				this.place(operation);
				// The key is touched again, and comes back.
				break;
			}
		}
	}

	/** The write to try next: of those that could come next the first one that is due, after the last one tried. */
	choiceAfter(tried: number | undefined): number | undefined {
		let best: number | undefined;
		for (const operation of this.#anyReady) {
			if (tried !== undefined && this.#compare(operation, tried) <= 0) continue;
			if (best !== undefined && this.#compare(operation, best) >= 0) continue;
			if (this.#isPossible(operation)) best = operation;
		}
		return best;
	}

	#compare(one: number, other: number): number {
		const [a, b] = [this.#due[one] as number, this.#due[other] as number];
		return a === b ? one - other : a - b;
	}

	place(operation: number): void {
		const key = this.#history.key[operation] as number;
		this.#placed.push({ operation, before: this.#current[key] as number });
		this.#setReady(operation, false);
		this.#countReader(operation, -1);
		if (this.#history.writes[operation] === 1) this.#current[key] = operation;
		add(this.#progress, this.#history.session[operation] as number, 1);
		for (const { to } of this.#successors[operation] as readonly { to: number }[]) {
			if (add(this.#waitingFor, to, -1) === 0) this.#setReady(to, true);
		}
	}

	undoTo(mark: number): void {
		while (this.#placed.length > mark) {
			const { operation, before } = this.#placed.pop() as { operation: number; before: number };
			for (const { to } of this.#successors[operation] as readonly { to: number }[]) {
				if (add(this.#waitingFor, to, 1) === 1) this.#setReady(to, false);
			}
			add(this.#progress, this.#history.session[operation] as number, -1);
			this.#current[this.#history.key[operation] as number] = before;
			this.#countReader(operation, 1);
			this.#setReady(operation, true);
		}
		this.#touched.clear();
	}

	#isPossible(operation: number): boolean {
		const { key, readsFrom, writes } = this.#history;
		const current = this.#current[key[operation] as number] as number;
		const reads = readsFrom[operation] as number;
		if (reads !== noRead && reads !== current) return false;
		if (writes[operation] === 0) return true;
		const unread = current === initialWrite ? this.#unreadInitial[key[operation] as number] : this.#unread[current];
		return unread === (reads === noRead ? 0 : 1);
	}

	#isHarmless(operation: number): boolean {
		return this.#history.readsFrom[operation] !== noRead || this.#hasReaders[operation] === 0;
	}

	#countReader(operation: number, by: number): void {
		const reads = this.#history.readsFrom[operation] as number;
		if (reads >= 0) add(this.#unread, reads, by);
		else if (reads === initialWrite) add(this.#unreadInitial, this.#history.key[operation] as number, by);
	}

	#setReady(operation: number, isReady: boolean): void {
		const key = this.#history.key[operation] as number;
		const ready = this.#ready[key] as Set<number>;
		if (isReady) ready.add(operation);
		else ready.delete(operation);
		if (isReady) this.#anyReady.add(operation);
		else this.#anyReady.delete(operation);
		this.#touched.add(key);
	}
}

function add(counts: Int32Array, at: number, by: number): number {
	const sum = (counts[at] as number) + by;
	counts[at] = sum;
	return sum;
}
