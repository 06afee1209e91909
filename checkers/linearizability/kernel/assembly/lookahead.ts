import { allocate, get, set } from './memory';
import { classOf, crashedClass, crashedClassCount, crashedFrom, crashedStart, isBlind, slotOf, words } from './problem';
import { mayHappen, step } from './transitions';
import { bitOf, front, operationIn, pending, pendingReads, wordOf } from './window';

/**
 * Dead ends seen from afar. Some models can tell that a read-only operation will never be possible again, whatever comes,
 * until a blind operation sets the state anew: what was appended to a list stays at its beginning. A configuration is dead
 * when such an operation is still to come and no blind one can come before it that leaves a state which leads there.
 */

let isUsed: bool = false;
/** By front: the first read-only operation that returns there or later, or -1. */
let nextRead: usize = 0;
/** By read-only operation r: where its helpers begin in `helpers`; they end where those of r + 1 begin. */
let helperStart: usize = 0;
/** Blind operations that may come before it and leave a state that leads to it. */
let helpers: usize = 0;

/** Crashed classes that are blind. */
let crashedBlind: usize = 0;
let crashedBlindCount: i32 = 0;

/** The operation that makes the last configuration dead. */
export let missedRead: i32 = 0;

/** After the operations and the crashed ones. Without any (0) nothing is known. */
export function setLookahead(nextOrNull: usize, start: usize, list: usize): void {
	isUsed = nextOrNull != 0;
	nextRead = nextOrNull;
	helperStart = start;
	helpers = list;
	crashedBlindCount = 0;
	if (!isUsed) return;
	crashedBlind = allocate(<usize>crashedClassCount << 2);
	for (let crashed = 0; crashed < crashedClassCount; crashed++) {
		if (isBlind(get(crashedClass, crashed))) set(crashedBlind, crashedBlindCount++, crashed);
	}
}

/** Whether an operation that has to come cannot come any more. `missedRead` is its rank. */
export function isDead(state: i32, linearized: usize): bool {
	if (!isUsed) return false;
	const next = get(nextRead, front);
	if (next >= 0 && !isLinearized(next, linearized) && isMissed(next, state, linearized)) return true;
	for (let word = 0; word < words; word++) {
		let bits = load<u64>(pendingReads + ((<usize>word) << 3)) & ~load<u64>(linearized + ((<usize>word) << 3));
		while (bits != 0) {
			if (isMissed(get(operationIn, (word << 6) + <i32>ctz(bits)), state, linearized)) return true;
			bits &= bits - 1;
		}
	}
	return false;
}

function isMissed(read: i32, state: i32, linearized: usize): bool {
	const readClass = get(classOf, read);
	if (mayHappen(state, readClass)) return false;
	const end = get(helperStart, read + 1);
	for (let i = get(helperStart, read); i < end; i++) {
		const helper = get(helpers, i);
		if (helper >= front && !isLinearized(helper, linearized)) return false;
	}
	for (let i = 0; i < crashedBlindCount; i++) {
		const crashed = get(crashedBlind, i);
		if (get(crashedFrom, get(crashedStart, crashed)) > read) continue;
		if (mayHappen(step(state, get(crashedClass, crashed)), readClass)) return false;
	}
	missedRead = read;
	return true;
}

/** An operation that is not in the window is not linearized, whoever has its slot. */
function isLinearized(operation: i32, linearized: usize): bool {
	const slot = get(slotOf, operation);
	if ((load<u64>(wordOf(pending, slot)) & bitOf(slot)) == 0 || get(operationIn, slot) != operation) return false;
	return (load<u64>(wordOf(linearized, slot)) & bitOf(slot)) != 0;
}
