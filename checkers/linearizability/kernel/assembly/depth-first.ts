import { generate, moveCount, moves, resetCandidates } from './candidates';
import { configuration, frontOf, meet, resetConfigurations } from './configurations';
import { resetCrashedCounts } from './crashed-counts';
import { absorbed, counts, leaveFront, linearized, resetCurrent, restore, settle, state, take } from './current';
import { ILLEGAL, OK, OUT_OF_STEPS, resetLimits, spend, steps } from './limits';
import { isDead, missedRead } from './lookahead';
import { allocate, enlarge, get, set } from './memory';
import { endPath } from './path';
import { operationCount } from './problem';
import { resetTransitions } from './transitions';
import { backward, forward, front, resetWindow } from './window';

/**
 * Is there an order of the operations that respects real time and that the model accepts? A depth-first search after
 * Wing and Gong (1993) with Lowe's memory of configurations (2017), as Porcupine does it; but a configuration names only
 * the pending operations, not all, and crashed ones are counted by class.
 *
 * The search moves its front from return to return: a configuration may pass the return of an operation only once that
 * operation is linearized, and it succeeds when it has passed the last. Real time is respected, because an operation can
 * be linearized only between its invocation (it enters the window) and its return (the front passes).
 *
 * It is the quickest way to an order where there is one, and remembers all that it met.
 */

/**
 * In an illegal history an operation whose return no order passes. It is the first of these, the largest front that any
 * configuration reached, unless the search looked ahead.
 */
export let frontMax: i32 = 0;

/** Frames of three: the configuration, its next move to try, the end of its moves in `moveStack`. */
let frames: usize = 0;
let frameCapacity: i32 = 0;
let frameCount: i32 = 0;
let moveStack: usize = 0;
let moveCapacity: i32 = 0;

/**
 * Searches from this state until `stepLimit` configurations are expanded, or `patience` of them without coming further in
 * the history than before, or `now()` has passed the deadline. `reset` and the problem come before.
 */
export function searchDepthFirst(initialState: i32, stepLimit: f64, patience: f64, deadline: f64): i32 {
	start(initialState, stepLimit, deadline);
	if (operationCount == 0 || advance()) return OK;
	frontMax = front;
	let lastProgress: f64 = 0;
	let current = meet(front, state, counts, linearized, absorbed, 0, 0);
	while (true) {
		const end = spend();
		if (end != 0) return end;
		if (steps - lastProgress > patience) return OUT_OF_STEPS;
		push(current);
		current = 0;
		while (current == 0) {
			const move = nextMove();
			if (frameCount == 0) return ILLEGAL;
			const parent = get(frames, 3 * (frameCount - 1));
			take(move);
			if (advance()) {
				endPath(parent, move);
				frontMax = operationCount;
				return OK;
			}
			if (front > frontMax) {
				frontMax = front;
				lastProgress = steps;
			}
			if (isDead(state, linearized)) {
				// No order passes the return of the operation that was missed, though this one was not followed so far.
				if (missedRead > frontMax) frontMax = missedRead;
				continue;
			}
			current = meet(front, state, counts, linearized, absorbed, parent, move);
		}
	}
}

function start(initialState: i32, stepLimit: f64, deadline: f64): void {
	resetLimits(stepLimit, deadline);
	resetTransitions();
	resetCrashedCounts();
	resetConfigurations();
	resetCandidates();
	resetCurrent(initialState);
	frameCapacity = 1024;
	frames = allocate(<usize>frameCapacity * 12);
	frameCount = 0;
	moveCapacity = 4096;
	moveStack = allocate(<usize>moveCapacity << 2);
	frontMax = 0;
	endPath(0, 0);
	if (operationCount > 0) resetWindow(0);
}

/**
 * Moves the front over all returns of operations that are linearized. True at the end of the history; the front is in the
 * window's hands then, and the configuration at hand is meaningless.
 */
function advance(): bool {
	while (settle()) {
		if (front + 1 == operationCount) return true;
		leaveFront();
		forward();
	}
	return false;
}

/** Opens a frame with the moves out of the configuration at hand. */
function push(current: i32): void {
	generate(state, linearized, absorbed, counts);
	const begin = frameCount == 0 ? 0 : get(frames, 3 * frameCount - 1);
	if (begin + moveCount > moveCapacity) {
		const larger = max(2 * moveCapacity, begin + moveCount);
		moveStack = enlarge(moveStack, <usize>begin << 2, <usize>larger << 2);
		moveCapacity = larger;
	}
	for (let i = 0; i < moveCount; i++) set(moveStack, begin + i, get(moves, i));
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
		const address = configuration(get(frames, frame));
		while (front > frontOf(address)) backward();
		restore(address);
		return get(moveStack, position);
	}
	return 0;
}
