import { PASS } from './candidates';
import { absorbedOf, countsOf, linearizedOf, stateOf } from './configurations';
import { withOneMore } from './crashed-counts';
import { allocateFilled, get } from './memory';
import { classOf, crashedClass, isBlind, slotOf, words } from './problem';
import { step } from './transitions';
import { copyBits, exclude, front, has, include, operationIn, pendingHideable, pendingReads } from './window';

/** The configuration at hand. Its front is the window's. */
export let state: i32 = 0;
export let counts: i32 = 0;
export let linearized: usize = 0;
export let absorbed: usize = 0;

export function resetCurrent(initialState: i32): void {
	state = initialState;
	counts = 0;
	linearized = allocateFilled(<usize>words << 3, 0);
	absorbed = allocateFilled(<usize>words << 3, 0);
}

/** Takes the configuration at this address in hand. The window must be at its front. */
export function restore(address: usize): void {
	state = stateOf(address);
	counts = countsOf(address);
	copyBits(linearized, linearizedOf(address));
	copyBits(absorbed, absorbedOf(address));
}

/** Any state, nothing of the crashed operations used, all that only reads linearized, all that can be hidden in any condition. */
export function setOut(anyState: i32): void {
	state = anyState;
	counts = 0;
	copyBits(linearized, pendingReads);
	copyBits(absorbed, pendingHideable);
}

export function take(move: i32): void {
	if (move == PASS) {
		const slot = get(slotOf, front);
		include(linearized, slot);
		exclude(absorbed, slot);
	} else if (move >= 0) {
		const operationClass = get(classOf, move);
		const slot = get(slotOf, move);
		state = step(state, operationClass);
		include(linearized, slot);
		exclude(absorbed, slot);
		if (isBlind(operationClass)) absorbPending();
	} else {
		const crashed = -1 - move;
		const operationClass = get(crashedClass, crashed);
		state = step(state, operationClass);
		counts = withOneMore(counts, crashed);
		if (isBlind(operationClass)) absorbPending();
	}
}

/**
 * Linearizes the pending operations that only read and are possible; absorbs those that leave the state as it is, and could be hidden.
 * Whether the front operation is linearized then.
 */
export function settle(): bool {
	for (let word = 0; word < words; word++) {
		const at = <usize>word << 3;
		let reads = load<u64>(pendingReads + at) & ~load<u64>(linearized + at);
		while (reads != 0) {
			const bit = reads & (0 - reads);
			reads ^= bit;
			const operation = get(operationIn, (word << 6) + <i32>ctz(bit));
			if (step(state, get(classOf, operation)) >= 0) store<u64>(linearized + at, load<u64>(linearized + at) | bit);
		}
		let hideable = load<u64>(pendingHideable + at) & ~load<u64>(linearized + at) & ~load<u64>(absorbed + at);
		while (hideable != 0) {
			const bit = hideable & (0 - hideable);
			hideable ^= bit;
			const operation = get(operationIn, (word << 6) + <i32>ctz(bit));
			if (step(state, get(classOf, operation)) == state) store<u64>(absorbed + at, load<u64>(absorbed + at) | bit);
		}
	}
	return has(linearized, get(slotOf, front));
}

/** The front operation returns: its slot is another one's from now on. */
export function leaveFront(): void {
	exclude(linearized, get(slotOf, front));
}

/** A blind operation has just been linearized: all that are pending and that it hides may have been, right before it. */
function absorbPending(): void {
	for (let word = 0; word < words; word++) {
		const at = <usize>word << 3;
		const hidden = load<u64>(pendingHideable + at) & ~load<u64>(linearized + at);
		store<u64>(absorbed + at, load<u64>(absorbed + at) | hidden);
	}
}
