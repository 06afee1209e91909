import { generate, moveCount, moves, resetCandidates } from './candidates';
import {
	configuration,
	countsOf,
	frontOf,
	linearizedOf,
	meet,
	resetConfigurations,
	stateOf,
} from './configurations';
import { resetCrashedCounts, withOneMore } from './crashed-counts';
import { isDead, missedRead } from './lookahead';
import { allocate, allocateFilled, enlarge, get, set } from './memory';
import { classOf, crashedClass, operationCount, slotOf, words } from './problem';
import { resetTransitions, step, transitionsAsked } from './transitions';
import { backward, bitOf, forward, front, operationIn, pendingReads, resetWindow, wordOf } from './window';

/**
 * Is there an order of the operations that respects real time and that the model accepts? A depth-first search after
 * Wing and Gong (1993) with Lowe's memory of configurations (2017), as Porcupine does it; but a configuration names only
 * the pending operations, not all, and crashed ones are counted by class.
 *
 * The search moves its front from return to return: a configuration may pass the return of an operation only once that
 * operation is linearized, and it succeeds when it has passed the last. Real time is respected, because an operation can
 * be linearized only between its invocation (it enters the window) and its return (the front passes).
 */

// @ts-ignore: decorators are AssemblyScript's
@external("host", "now")
declare function now(): f64;

export const ILLEGAL: i32 = 0;
export const OK: i32 = 1;
export const OUT_OF_STEPS: i32 = 2;
export const OUT_OF_TIME: i32 = 3;

/** Configurations expanded. */
export let steps: f64 = 0;
/**
 * In an illegal history an operation whose return no order passes. It is the first of these, the largest front that any
 * configuration reached, unless the search looked ahead.
 */
export let frontMax: i32 = 0;

/** The configuration at hand. */
let state: i32 = 0;
let counts: i32 = 0;
let linearized: usize = 0;

/** Frames of three: the configuration, its next move to try, the end of its moves in `moveStack`. */
let frames: usize = 0;
let frameCapacity: i32 = 0;
let frameCount: i32 = 0;
let moveStack: usize = 0;
let moveCapacity: i32 = 0;

/**
 * Searches from this state, for so many configurations at most and until `now()` has passed the deadline. `reset` and the
 * problem come before.
 */
export function search(initialState: i32, stepLimit: f64, deadline: f64): i32 {
	start(initialState);
	if (operationCount == 0 || settle()) return OK;
	frontMax = front;
	let current = meet(front, state, counts, linearized, 0, 0);
	let nextLook: i32 = 0;
	while (true) {
		if (++steps > stepLimit) return OUT_OF_STEPS;
		// Asking the model may be slow, so both kinds of work bring the next look at the clock nearer.
		if (<i32>(steps / 2048) + transitionsAsked / 256 >= nextLook) {
			nextLook = <i32>(steps / 2048) + transitionsAsked / 256 + 1;
			if (now() > deadline) return OUT_OF_TIME;
		}
		push(current);
		current = 0;
		while (current == 0) {
			const move = nextMove();
			if (frameCount == 0) return ILLEGAL;
			const parent = get(frames, 3 * (frameCount - 1));
			take(move);
			if (settle()) return OK;
			if (front > frontMax) frontMax = front;
			if (isDead(state, linearized)) {
				// No order passes the return of the operation that was missed, though this one was not followed so far.
				if (missedRead > frontMax) frontMax = missedRead;
				continue;
			}
			current = meet(front, state, counts, linearized, parent, move);
		}
	}
}

function start(initialState: i32): void {
	resetTransitions();
	resetCrashedCounts();
	resetConfigurations();
	resetCandidates();
	frameCapacity = 1024;
	frames = allocate(<usize>frameCapacity * 12);
	frameCount = 0;
	moveCapacity = 4096;
	moveStack = allocate(<usize>moveCapacity << 2);
	steps = 0;
	frontMax = 0;
	state = initialState;
	counts = 0;
	linearized = allocateFilled(<usize>words << 3, 0);
	if (operationCount > 0) resetWindow();
}

/**
 * Linearizes what may be linearized at once, and moves the front over all returns that are linearized. True at the end of
 * the history. The front is in the window's hands then, and the configuration at hand is meaningless.
 */
function settle(): bool {
	while (true) {
		linearizeReads();
		const slot = get(slotOf, front);
		const word = wordOf(linearized, slot);
		if ((load<u64>(word) & bitOf(slot)) == 0) return false;
		store<u64>(word, load<u64>(word) & ~bitOf(slot));
		if (front + 1 == operationCount) {
			frontMax = operationCount;
			return true;
		}
		forward();
	}
}

function linearizeReads(): void {
	for (let word = 0; word < words; word++) {
		const address = linearized + ((<usize>word) << 3);
		let bits = load<u64>(pendingReads + ((<usize>word) << 3)) & ~load<u64>(address);
		while (bits != 0) {
			const bit = bits & (0 - bits);
			bits ^= bit;
			const operation = get(operationIn, (word << 6) + <i32>ctz(bit));
			if (step(state, get(classOf, operation)) >= 0) store<u64>(address, load<u64>(address) | bit);
		}
	}
}

/** Opens a frame with the moves out of the configuration at hand. */
function push(current: i32): void {
	generate(state, linearized, counts);
	const begin = frameCount == 0 ? 0 : get(frames, 3 * frameCount - 1);
	if (begin + moveCount > moveCapacity) {
		const larger = max(2 * moveCapacity, begin + moveCount);
		moveStack = enlarge(moveStack, <usize>begin << 2, <usize>larger << 2);
		moveCapacity = larger;
	}
	memory.copy(moveStack + (<usize>begin << 2), moves, <usize>moveCount << 2);
	if (frameCount == frameCapacity) {
		frames = enlarge(frames, <usize>frameCapacity * 12, <usize>frameCapacity * 24);
		frameCapacity *= 2;
	}
	set(frames, 3 * frameCount, current);
	set(frames, 3 * frameCount + 1, begin);
	set(frames, 3 * frameCount + 2, begin + moveCount);
	frameCount++;
}

/** The next move to try, with its configuration at hand again. Without any frames left, there is none. */
function nextMove(): i32 {
	while (frameCount > 0) {
		const frame = 3 * (frameCount - 1);
		const position = get(frames, frame + 1);
		if (position == get(frames, frame + 2)) {
			frameCount--;
			continue;
		}
		set(frames, frame + 1, position + 1);
		restore(configuration(get(frames, frame)));
		return get(moveStack, position);
	}
	return 0;
}

function restore(address: usize): void {
	while (front > frontOf(address)) backward();
	state = stateOf(address);
	counts = countsOf(address);
	memory.copy(linearized, linearizedOf(address), <usize>words << 3);
}

function take(move: i32): void {
	if (move >= 0) {
		state = step(state, get(classOf, move));
		const slot = get(slotOf, move);
		store<u64>(wordOf(linearized, slot), load<u64>(wordOf(linearized, slot)) | bitOf(slot));
	} else {
		const crashed = -1 - move;
		state = step(state, get(crashedClass, crashed));
		counts = withOneMore(counts, crashed);
	}
}
