import { sink } from './appended';
import { listAvailable } from './crashed-counts';
import { allocate, allocateFilled, get, set } from './memory';
import { classOf, crashedClass, crashedClassCount, isBlind, isHideable, isReadOnly, slotOf, words } from './problem';
import { step } from './transitions';
import { front, has, operationIn, pending, pendingBlind, pendingHideable } from './window';

/**
 * The moves out of a configuration: a pending operation (its rank), a crashed class d (written -1 - d), or `PASS`.
 *
 * Some rules leave moves out. Each keeps at least one shortest way to a complete linearization, if there is any:
 *
 * 1. *Read-only operations* are no moves: the search has linearized every one that is possible in this state, and
 *    linearizing it at once never takes anything away, as it changes the state nowhere.
 * 2. *Symmetry.* Of pending operations of one class only the one that returns first: in any linearization that takes
 *    another one now, the two can change places, since the other has the later deadline. (Not where one of them is
 *    absorbed and the other is not, and none hides the other.)
 * 3. *A crashed operation that does not change the state*: without it the linearization is as good. A blind one may still
 *    be of use if one that it hides is pending, so that the state stays as it is. And one that leads to the sink, where
 *    nothing can be read: whatever is possible there is possible without it.
 * 4. *A crashed operation that nobody observes.* In a shortest linearization what follows a crashed operation is not
 *    blind, or the crashed one could be left out. And what follows is pending or available already, since the front
 *    operation is not linearized yet and comes after. So some operation that is not blind must be possible next.
 * 5. *A blind operation that nobody observes*, unless it is the front: if what follows it is blind, it is absorbed by that
 *    one; and if nothing follows before it returns, it can wait until it is the front.
 * 6. *A blind operation, or one that those hide, that leaves the state as it is*, unless it is the front: it is absorbed
 *    already, and has nothing to do unless it is blind and hides another one.
 *
 * An absorbed operation that is the front may also be passed: it took effect before the one that hid it.
 */

/** The front operation is absorbed and needs no place of its own. */
export const PASS: i32 = i32.MAX_VALUE;

/** The moves, best first. */
export let moves: usize = 0;
export let moveCount: i32 = 0;
/** By move: its place in the order; smaller is tried first. */
let keys: usize = 0;

/** A move that makes the front operation possible comes before all others. */
const HELPS: i32 = i32.MIN_VALUE;

/** The crashed classes of which one more may be used now. */
let available: usize = 0;
let availableCount: i32 = 0;

/** By state, modulo their number: the generation that asked whether it is observed, the state, the answer. */
let answers: usize = 0;
const ANSWERS: i32 = 64;
/** Counts calls of `generate`. */
let generation: i32 = 0;

export function resetCandidates(): void {
	available = allocate(<usize>crashedClassCount << 2);
	answers = allocateFilled(<usize>ANSWERS * 12, 0);
	generation = 0;
	const limit = <usize>((words << 6) + crashedClassCount + 1);
	moves = allocate(limit << 2);
	keys = allocate(limit << 2);
	moveCount = 0;
}

/** Fills `moves` for a configuration whose possible read-only operations are linearized. */
export function generate(state: i32, linearized: usize, absorbed: usize, counts: i32): void {
	moveCount = 0;
	availableCount = listAvailable(counts, front, available);
	generation++;
	const frontClass = get(classOf, front);
	const next = step(state, frontClass);
	const stuck = next < 0;
	if (next != state && has(absorbed, get(slotOf, front))) insert(PASS, HELPS, 0);
	const first = moveCount;
	const exposed = isAnyExposed(linearized, absorbed);
	generatePending(state, linearized, absorbed, stuck, exposed, frontClass, first);
	const firstCrashed = moveCount;
	for (let i = 0; i < availableCount; i++) {
		const crashed = get(available, i);
		const operationClass = get(crashedClass, crashed);
		const next = step(state, operationClass);
		if (next < 0 || next == sink || (next == state && !(exposed && isBlind(operationClass)))) continue;
		if (!isObserved(next, linearized)) continue;
		insert(-1 - crashed, stuck && step(next, frontClass) >= 0 ? HELPS : crashed, firstCrashed);
	}
}

function generatePending(
	state: i32,
	linearized: usize,
	absorbed: usize,
	stuck: bool,
	exposed: bool,
	frontClass: i32,
	first: i32,
): void {
	for (let word = 0; word < words; word++) {
		let bits = load<u64>(pending + ((<usize>word) << 3)) & ~load<u64>(linearized + ((<usize>word) << 3));
		while (bits != 0) {
			const operation = get(operationIn, (word << 6) + <i32>ctz(bits));
			bits &= bits - 1;
			const operationClass = get(classOf, operation);
			if (isReadOnly(operationClass)) continue;
			const next = step(state, operationClass);
			if (next < 0) continue;
			if (operation != front && isHideable(operationClass)) {
				const hides = exposed && isBlind(operationClass);
				if (next == state && !hides) continue;
				if (isBlind(operationClass) && !isObserved(next, linearized)) continue;
			}
			if (hasTwin(operation, operationClass, absorbed, first)) continue;
			const helps = stuck && step(next, frontClass) >= 0;
			insert(operation, helps ? HELPS + operation : operation, first);
		}
	}
}

/** Whether a pending operation that a blind one could hide has neither been linearized nor absorbed. */
function isAnyExposed(linearized: usize, absorbed: usize): bool {
	for (let at: usize = 0; at < <usize>words << 3; at += 8) {
		const hidden = load<u64>(linearized + at) | load<u64>(absorbed + at);
		if ((load<u64>(pendingHideable + at) & ~hidden) != 0) return true;
	}
	return false;
}

/** Whether `moves` has an operation of this class already. If that one returns later, it gives up its place. */
function hasTwin(operation: i32, operationClass: i32, absorbed: usize, first: i32): bool {
	for (let i = first; i < moveCount; i++) {
		const twin = get(moves, i);
		if (get(classOf, twin) != operationClass) continue;
		// One that may count as linearized already need not come before one that does not.
		if (!isBlind(operationClass) && has(absorbed, get(slotOf, twin)) != has(absorbed, get(slotOf, operation))) continue;
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

/** Whether an operation that is not blind is possible in this state. Asked often for few states, so that it is remembered. */
function isObserved(state: i32, linearized: usize): bool {
	const place = answers + <usize>(state & (ANSWERS - 1)) * 12;
	if (load<i32>(place) == generation && load<i32>(place, 4) == state) return load<i32>(place, 8) != 0;
	const answer = isObservedByPending(state, linearized) || isObservedByCrashed(state);
	store<i32>(place, generation);
	store<i32>(place, state, 4);
	store<i32>(place, answer ? 1 : 0, 8);
	return answer;
}

function isObservedByPending(state: i32, linearized: usize): bool {
	for (let word = 0; word < words; word++) {
		const at = <usize>word << 3;
		let bits = load<u64>(pending + at) & ~load<u64>(linearized + at) & ~load<u64>(pendingBlind + at);
		while (bits != 0) {
			const operationClass = get(classOf, get(operationIn, (word << 6) + <i32>ctz(bits)));
			if (step(state, operationClass) >= 0) return true;
			bits &= bits - 1;
		}
	}
	return false;
}

function isObservedByCrashed(state: i32): bool {
	for (let i = 0; i < availableCount; i++) {
		const operationClass = get(crashedClass, get(available, i));
		if (isBlind(operationClass)) continue;
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
