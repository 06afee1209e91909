import { generate, moveCount, moves, PASS, resetCandidates } from './candidates';
import { keepCheckpoint, resetCheckpoints } from './checkpoints';
import {
	beginLayer,
	configuration,
	configurationEnd,
	layerBegin,
	isBeaten,
	meet,
	met,
	resetConfigurations,
} from './configurations';
import { resetCrashedCounts } from './crashed-counts';
import { absorbed, counts, leaveFront, linearized, resetCurrent, restore, setOut, settle, state, take } from './current';
import { keepEdge, resetEdges } from './edges';
import { entryAt, entryCount, enter, resetEntries, turnEntries } from './entries';
import { ILLEGAL, OK, OUT_OF_STEPS, resetLimits, spend } from './limits';
import { isDead } from './lookahead';
import { get } from './memory';
import { operationCount, words } from './problem';
import { resetTransitions } from './transitions';
import { forward, front, pending, pendingHideable, pendingReads, resetWindow } from './window';

/**
 * The same question, answered return by return (Lowe's just-in-time linearization, 2017): all configurations that are
 * possible at one return, then all at the next. Only one layer is kept at a time, so that memory follows what is open at
 * one time and not the length of the history; a legal and an illegal history cost the same; and the first return that no
 * order passes shows as the first layer that nothing leaves.
 */

/** In an illegal history the first operation whose return no order passes. */
export let layer: i32 = 0;

/** Whether all layers are kept, with all edges between configurations. */
let isKept: bool = false;

/** Searches from this state, from the beginning. */
export function searchBreadthFirst(initialState: i32, stepLimit: f64, deadline: f64): i32 {
	start(0, initialState, false, stepLimit, deadline);
	return searchFromStart();
}

/** The same, and keeps all that it met, with every way from one configuration to another; in memory for all layers. */
export function exploreBreadthFirst(initialState: i32, stepLimit: f64, deadline: f64): i32 {
	start(0, initialState, true, stepLimit, deadline);
	return searchFromStart();
}

function searchFromStart(): i32 {
	if (operationCount == 0) {
		if (isKept) keepEdge(0, PASS, 0);
		return OK;
	}
	enter(0, 0);
	turnEntries();
	return searchLayers(operationCount);
}

/**
 * Searches from the return of the operation `rank` on, as if everything were possible before: any of the states below
 * `stateCount`, any of the pending operations linearized, none of the crashed ones used. No order from anywhere is no order
 * from where the history really stands. `end` is the rank to stop at.
 */
export function searchFromAnywhere(rank: i32, end: i32, stateCount: i32, stepLimit: f64, deadline: f64): i32 {
	start(rank, 0, false, stepLimit, deadline);
	if (!enterAnywhere(stateCount)) return OUT_OF_STEPS;
	turnEntries();
	return searchLayers(end);
}

function start(rank: i32, initialState: i32, keep: bool, stepLimit: f64, deadline: f64): void {
	resetLimits(stepLimit, deadline);
	resetTransitions();
	resetCrashedCounts();
	resetConfigurations(keep);
	resetCandidates();
	resetCurrent(initialState);
	resetEntries();
	resetCheckpoints();
	resetEdges();
	layer = rank;
	isKept = keep;
	if (operationCount > 0) resetWindow(rank);
}

/** From layer to layer, up to this one. */
function searchLayers(end: i32): i32 {
	while (true) {
		layer = front;
		keepCheckpoint(front);
		const outcome = fillLayer();
		if (outcome != 0) return outcome;
		if (entryCount() == 0) return ILLEGAL;
		if (front + 1 == end) return OK;
		turnEntries();
		forward();
	}
}

/** Finds all configurations of the layer; those that leave it enter the next one. */
function fillLayer(): i32 {
	beginLayer(isKept);
	for (let i = 0; ; i++) {
		const address = entryAt(i);
		if (address == 0) break;
		restore(address);
		arrive(load<i32>(address, 20), load<i32>(address, 24));
	}
	for (let id = layerBegin; id < configurationEnd; id++) {
		const address = configuration(id);
		if (isBeaten(address)) continue;
		const outcome = spend();
		if (outcome != 0) return outcome;
		restore(address);
		generate(state, linearized, absorbed, counts);
		for (let i = 0; i < moveCount; i++) {
			if (i > 0) restore(address);
			const move = get(moves, i);
			take(move);
			arrive(id, move);
		}
	}
	return 0;
}

/** The configuration at hand stays in this layer, or it has linearized the front and enters the next. */
function arrive(parent: i32, move: i32): void {
	const passes = settle();
	if (isDead(state, linearized)) return;
	if (!passes) {
		meet(front, state, counts, linearized, absorbed, parent, move);
		if (isKept) keepEdge(parent, move, met);
		return;
	}
	leaveFront();
	if (isKept && front + 1 == operationCount) keepEdge(parent, move, 0);
	enter(parent, move);
}

/** Pending operations that neither only read nor can be hidden, in every combination of linearized and not. */
function enterAnywhere(stateCount: i32): bool {
	let count = 0;
	for (let word = 0; word < words; word++) count += <i32>popcnt(fixedIn(word));
	if (count > COMBINED_MAX) return false;
	for (let anyState = 0; anyState < stateCount; anyState++) {
		for (let combination: u64 = 0; combination < <u64>1 << <u64>count; combination++) {
			setOut(anyState);
			includeSome(combination);
			enter(0, 0);
		}
	}
	return true;
}

const COMBINED_MAX: i32 = 12;

function includeSome(combination: u64): void {
	for (let word = 0; word < words; word++) {
		const at = <usize>word << 3;
		let bits = fixedIn(word);
		while (bits != 0) {
			const bit = bits & (0 - bits);
			bits ^= bit;
			if ((combination & 1) != 0) store<u64>(linearized + at, load<u64>(linearized + at) | bit);
			combination >>= 1;
		}
	}
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function fixedIn(word: i32): u64 {
	const at = <usize>word << 3;
	return load<u64>(pending + at) & ~load<u64>(pendingReads + at) & ~load<u64>(pendingHideable + at);
}
