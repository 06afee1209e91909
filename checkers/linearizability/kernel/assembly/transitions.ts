import { allocateFilled, get } from './memory';

/**
 * The model's transitions: from a state, by an operation of a class, both small integers here, to the next state or to -1
 * where the operation is not possible. There are three ways to know them:
 *
 * - a *table* of all of them, when the model has few states;
 * - *arithmetic*, for registers of many values and for counters, which are the same in every history;
 * - otherwise the model itself, in the host, which is asked once for each pair; what it said is remembered.
 */

// @ts-ignore: decorators are AssemblyScript's
@external("host", "step")
declare function askModel(state: i32, operationClass: i32): i32;

/** Kinds of arithmetic, by class: what an operation does to a state. The host has the same numbers. */
const READ: i32 = 0;
const WRITE: i32 = 1;
const CAS: i32 = 2;
const ADD: i32 = 3;
const TAKE: i32 = 4;

/** By state and class, row by row; 0 when there is no table. */
let dense: usize = 0;
let classCount: i32 = 0;
/** By class, three numbers: the kind and its two arguments; 0 when there is no arithmetic. */
let arithmetic: usize = 0;

/** How often the model was asked. */
export let transitionsAsked: i32 = 0;

/** Without a table and without arithmetic (both 0) the model is asked. */
export function setTransitions(classes: i32, tableOrNull: usize, arithmeticOrNull: usize): void {
	classCount = classes;
	dense = tableOrNull;
	arithmetic = arithmeticOrNull;
}

export function resetTransitions(): void {
	transitionsAsked = 0;
	if (dense == 0 && arithmetic == 0) createTable(1024);
	else table = 0;
}

/** The state after an operation of this class, or -1 where it is not possible. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function step(state: i32, operationClass: i32): i32 {
	if (dense != 0) return get(dense, state * classCount + operationClass);
	return arithmetic != 0 ? compute(state, operationClass) : recall(state, operationClass);
}

/** Asks for the answer to a question about a state that is no transition: see the lookahead. */
export function ask(state: i32, question: i32): i32 {
	if (table == 0) createTable(1024);
	return recall(state, question);
}

function compute(state: i32, operationClass: i32): i32 {
	const kind = get(arithmetic, 3 * operationClass);
	const a = get(arithmetic, 3 * operationClass + 1);
	switch (kind) {
		case READ:
			return a == state ? state : -1;
		case WRITE:
			return a;
		case CAS:
			return a == state ? get(arithmetic, 3 * operationClass + 2) : -1;
		case ADD:
			return state + a;
		case TAKE:
			return a == state ? state + 1 : -1;
		default:
			return state;
	}
}

// --- what the model said, remembered ---

/**
 * An open-addressing table of triples (state, class, next state). A state of -1 marks an empty place.
 */
const ENTRY_BYTES: usize = 12;

let table: usize = 0;
let capacity: i32 = 0;
let count: i32 = 0;

function recall(state: i32, operationClass: i32): i32 {
	let entry = home(state, operationClass);
	while (true) {
		const address = table + <usize>entry * ENTRY_BYTES;
		const found = load<i32>(address);
		if (found == -1) break;
		if (found == state && load<i32>(address, 4) == operationClass) return load<i32>(address, 8);
		entry = (entry + 1) & (capacity - 1);
	}
	const next = askModel(state, operationClass);
	transitionsAsked++;
	if (2 * count >= capacity) enlargeTable();
	insert(state, operationClass, next);
	return next;
}

function createTable(newCapacity: i32): void {
	table = allocateFilled(<usize>newCapacity * ENTRY_BYTES, 0xff);
	capacity = newCapacity;
	count = 0;
}

function enlargeTable(): void {
	const old = table;
	const oldCapacity = capacity;
	createTable(2 * oldCapacity);
	for (let entry = 0; entry < oldCapacity; entry++) {
		const address = old + <usize>entry * ENTRY_BYTES;
		if (load<i32>(address) != -1) insert(get(address, 0), get(address, 1), get(address, 2));
	}
}

function insert(state: i32, operationClass: i32, next: i32): void {
	let entry = home(state, operationClass);
	while (load<i32>(table + <usize>entry * ENTRY_BYTES) != -1) entry = (entry + 1) & (capacity - 1);
	const address = table + <usize>entry * ENTRY_BYTES;
	store<i32>(address, state);
	store<i32>(address, operationClass, 4);
	store<i32>(address, next, 8);
	count++;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function home(state: i32, operationClass: i32): i32 {
	const pair = ((<u64>(<u32>state)) << 32) | (<u64>(<u32>operationClass));
	return <i32>((pair * 0x9e3779b97f4a7c15) >> 32) & (capacity - 1);
}
