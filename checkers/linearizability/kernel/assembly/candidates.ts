import { isAvailable } from './crashed-counts';
import { allocate, get, set } from './memory';
import { classOf, crashedClass, crashedClassCount, isBlind, isReadOnly, words } from './problem';
import { step } from './transitions';
import { front, operationIn, pending } from './window';

/**
 * The moves out of a configuration: a pending operation (its rank), or a crashed class d (written -1 - d).
 *
 * Four rules leave moves out. Each keeps at least one shortest way to a complete linearization, if there is any:
 *
 * 1. *Read-only operations* are no moves: the search has linearized every one that is possible in this state, and
 *    linearizing it at once never takes anything away, as it changes the state nowhere.
 * 2. *Symmetry.* Of pending operations of one class only the one that returns first: in any linearization that takes
 *    another one now, the two can change places, since the other has the later deadline.
 * 3. *A crashed operation that does not change the state*: without it the linearization is as good.
 * 4. *A crashed operation that nobody observes.* In a shortest linearization what follows a crashed operation is not
 *    blind, or the crashed one could be left out. And what follows is pending or available already, since the front
 *    operation is not linearized yet and comes after. So some operation that is not blind must be possible next.
 */

/** The moves, best first. */
export let moves: usize = 0;
export let moveCount: i32 = 0;
/** By move: its place in the order; smaller is tried first. */
let keys: usize = 0;

/** A move that makes the front operation possible comes before all others. */
const HELPS: i32 = i32.MIN_VALUE;

export function resetCandidates(): void {
	const limit = <usize>((words << 6) + crashedClassCount);
	moves = allocate(limit << 2);
	keys = allocate(limit << 2);
	moveCount = 0;
}

/** Fills `moves` for a configuration whose possible read-only operations are linearized. */
export function generate(state: i32, linearized: usize, counts: i32): void {
	moveCount = 0;
	const frontClass = get(classOf, front);
	const stuck = step(state, frontClass) < 0;
	generatePending(state, linearized, stuck, frontClass);
	const firstCrashed = moveCount;
	for (let crashed = 0; crashed < crashedClassCount; crashed++) {
		const next = step(state, get(crashedClass, crashed));
		if (next < 0 || next == state || !isAvailable(counts, crashed, front)) continue;
		if (!isObserved(next, linearized, counts)) continue;
		insert(-1 - crashed, stuck && step(next, frontClass) >= 0 ? HELPS : crashed, firstCrashed);
	}
}

function generatePending(state: i32, linearized: usize, stuck: bool, frontClass: i32): void {
	for (let word = 0; word < words; word++) {
		let bits = load<u64>(pending + ((<usize>word) << 3)) & ~load<u64>(linearized + ((<usize>word) << 3));
		while (bits != 0) {
			const operation = get(operationIn, (word << 6) + <i32>ctz(bits));
			bits &= bits - 1;
			const operationClass = get(classOf, operation);
			if (isReadOnly(operationClass)) continue;
			const next = step(state, operationClass);
			if (next < 0 || hasTwin(operation, operationClass)) continue;
			const helps = stuck && step(next, frontClass) >= 0;
			insert(operation, helps ? HELPS + operation : operation, 0);
		}
	}
}

/** Whether `moves` has an operation of this class already. If that one returns later, it gives up its place. */
function hasTwin(operation: i32, operationClass: i32): bool {
	for (let i = 0; i < moveCount; i++) {
		const twin = get(moves, i);
		if (get(classOf, twin) != operationClass) continue;
		if (twin < operation) return true;
		moveCount--;
		for (let j = i; j < moveCount; j++) {
			set(moves, j, get(moves, j + 1));
			set(keys, j, get(keys, j + 1));
		}
		return false;
	}
	return false;
}

/** Whether an operation that is not blind is possible in this state. */
function isObserved(state: i32, linearized: usize, counts: i32): bool {
	for (let word = 0; word < words; word++) {
		let bits = load<u64>(pending + ((<usize>word) << 3)) & ~load<u64>(linearized + ((<usize>word) << 3));
		while (bits != 0) {
			const operationClass = get(classOf, get(operationIn, (word << 6) + <i32>ctz(bits)));
			bits &= bits - 1;
			if (!isBlind(operationClass) && step(state, operationClass) >= 0) return true;
		}
	}
	for (let crashed = 0; crashed < crashedClassCount; crashed++) {
		const operationClass = get(crashedClass, crashed);
		if (isBlind(operationClass) || !isAvailable(counts, crashed, front)) continue;
		const next = step(state, operationClass);
		if (next >= 0 && next != state) return true;
	}
	return false;
}

/** Insertion sort by key, from the move `from` on. */
function insert(move: i32, key: i32, from: i32): void {
	let i = moveCount++;
	while (i > from && get(keys, i - 1) > key) {
		set(moves, i, get(moves, i - 1));
		set(keys, i, get(keys, i - 1));
		i--;
	}
	set(moves, i, move);
	set(keys, i, key);
}
