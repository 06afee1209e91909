import { get } from './memory';
import { classOf, isBlind, slotOf, words } from './problem';
import { ask } from './transitions';
import { bitOf, front, operationIn, pending, pendingReads, wordOf } from './window';

/**
 * Dead ends seen from afar. Some models can tell that a read-only operation will never be possible again, whatever comes,
 * until a blind operation sets the state anew: what was appended to a list stays at its beginning. A configuration is dead
 * when such an operation is still to come and no blind one can come before it.
 */

/** Added to a class: asks the model whether an operation of it may become possible. 0 when the model cannot tell. */
let askOffset: i32 = 0;
/** By front: the first read-only operation that returns there or later, or -1. */
let nextRead: usize = 0;
/**
 * By front: a blind operation that is not in the window yet, or a crashed one, can come before operations of this rank and
 * later ones only.
 */
let blindFrom: usize = 0;

/** The operation that makes the last configuration dead. */
export let missedRead: i32 = 0;

export function setLookahead(offset: i32, next: usize, blind: usize): void {
	askOffset = offset;
	nextRead = next;
	blindFrom = blind;
}

/** Whether an operation that has to come cannot come any more. `missedRead` is its rank. */
export function isDead(state: i32, linearized: usize): bool {
	if (askOffset == 0) return false;
	const limit = get(blindFrom, front);
	if (limit <= front || hasPendingBlind(linearized)) return false;
	const next = get(nextRead, front);
	if (next >= 0 && next < limit && !isLinearized(next, linearized) && isMissed(state, next)) return true;
	for (let word = 0; word < words; word++) {
		let bits = load<u64>(pendingReads + ((<usize>word) << 3)) & ~load<u64>(linearized + ((<usize>word) << 3));
		while (bits != 0) {
			const read = get(operationIn, (word << 6) + <i32>ctz(bits));
			bits &= bits - 1;
			if (read < limit && isMissed(state, read)) return true;
		}
	}
	return false;
}

function isMissed(state: i32, read: i32): bool {
	if (ask(state, get(classOf, read) + askOffset) >= 0) return false;
	missedRead = read;
	return true;
}

/** An operation that is not in the window is not linearized, whoever has its slot. */
function isLinearized(operation: i32, linearized: usize): bool {
	const slot = get(slotOf, operation);
	if ((load<u64>(wordOf(pending, slot)) & bitOf(slot)) == 0 || get(operationIn, slot) != operation) return false;
	return (load<u64>(wordOf(linearized, slot)) & bitOf(slot)) != 0;
}

function hasPendingBlind(linearized: usize): bool {
	for (let word = 0; word < words; word++) {
		let bits = load<u64>(pending + ((<usize>word) << 3)) & ~load<u64>(linearized + ((<usize>word) << 3));
		while (bits != 0) {
			if (isBlind(get(classOf, get(operationIn, (word << 6) + <i32>ctz(bits))))) return true;
			bits &= bits - 1;
		}
	}
	return false;
}
