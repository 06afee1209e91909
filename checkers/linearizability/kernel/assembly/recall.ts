import { allocateFilled, get } from './memory';

/**
 * What the host said, remembered: an open-addressing table of triples (state, question, answer). A state of -1 marks an empty
 * place. A question is a class of operations, for the next state; or, a class count higher, whether it may happen later.
 */

// @ts-ignore: decorators are AssemblyScript's
@external("host", "step")
declare function askModel(state: i32, question: i32): i32;

const ENTRY_BYTES: usize = 12;

let table: usize = 0;
let capacity: i32 = 0;
let count: i32 = 0;

/** How often the model was asked. */
export let transitionsAsked: i32 = 0;

export function resetRecall(): void {
	transitionsAsked = 0;
	table = 0;
}

export function recall(state: i32, question: i32): i32 {
	if (table == 0) createTable(1024);
	let entry = home(state, question);
	while (true) {
		const address = table + <usize>entry * ENTRY_BYTES;
		const found = load<i32>(address);
		if (found == -1) break;
		if (found == state && load<i32>(address, 4) == question) return load<i32>(address, 8);
		entry = (entry + 1) & (capacity - 1);
	}
	const answer = askModel(state, question);
	transitionsAsked++;
	if (2 * count >= capacity) enlargeTable();
	insert(state, question, answer);
	return answer;
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

function insert(state: i32, question: i32, answer: i32): void {
	let entry = home(state, question);
	while (load<i32>(table + <usize>entry * ENTRY_BYTES) != -1) entry = (entry + 1) & (capacity - 1);
	const address = table + <usize>entry * ENTRY_BYTES;
	store<i32>(address, state);
	store<i32>(address, question, 4);
	store<i32>(address, answer, 8);
	count++;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function home(state: i32, question: i32): i32 {
	const pair = ((<u64>(<u32>state)) << 32) | (<u64>(<u32>question));
	return <i32>((pair * 0x9e3779b97f4a7c15) >> 32) & (capacity - 1);
}
