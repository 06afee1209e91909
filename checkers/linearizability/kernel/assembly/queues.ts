import { allocate, allocateFilled, enlarge, get, set } from './memory';

/**
 * Queues of items, as numbers: equal ones have equal numbers, and 0 is the empty one.
 *
 * What was ever enqueued lies in a tree of *places*, each after the one that it was enqueued behind; a queue is a place, its
 * last item, and how many items there are up to it. To enqueue or dequeue costs the same however long the queue is, but for
 * comparing it with another one of the same hash, which is followed back to where both have the same places.
 */

/** For an operation of which nobody knows what it returned. */
const ANY: i32 = -1;
/** The item that an empty queue returns as well. */
const NIL: i32 = 0;

/** By place: the one before it, the item, how far it is from the beginning, a place further back to leap to. */
let places: usize = 0;
let placeCount: i32 = 0;
let placeCapacity: i32 = 0;

/** By queue: the last place, the length, the hash, the next one in its chain, the first place (0 if not looked up yet). */
const QUEUE_BYTES: usize = 24;
let queues: usize = 0;
let queueCount: i32 = 0;
let queueCapacity: i32 = 0;
let table: usize = 0;

/** By length: the hash's base to this power. */
let powers: usize = 0;
let powerCount: i32 = 0;
const BASE: u64 = 0x9e3779b97f4a7c15;

export function resetQueues(): void {
	queues = 0;
}

export function enqueue(queue: i32, item: i32): i32 {
	if (queues == 0) begin();
	const length = lengthOf(queue) + 1;
	if (length > powerCount) addPower();
	const place = draftPlace(lastOf(queue), item);
	const after = find(place, length, hashOf(queue) * BASE + hashOfItem(item));
	// A queue that had been there before has a place of its own.
	if (lastOf(after) == place) placeCount = place + 1;
	return after;
}

/** The queue without its first item, or -1 if that is not this one. */
export function dequeue(queue: i32, item: i32): i32 {
	if (queues == 0) begin();
	if (peek(queue, item) < 0) return -1;
	const length = lengthOf(queue) - 1;
	if (length <= 0) return 0;
	const hash = hashOf(queue) - hashOfItem(itemOf(firstOf(queue))) * load<u64>(powers + (<usize>length << 3));
	return find(lastOf(queue), length, hash);
}

/** The same queue, or -1 if its first item is not this one. */
export function peek(queue: i32, item: i32): i32 {
	if (queues == 0) begin();
	if (item == ANY) return queue;
	const first = lengthOf(queue) == 0 ? NIL : itemOf(firstOf(queue));
	return first == item ? queue : -1;
}

function begin(): void {
	placeCapacity = 1024;
	places = allocateFilled(<usize>placeCapacity << 4, 0);
	placeCount = 1;
	queueCapacity = 1024;
	queues = allocateFilled(QUEUE_BYTES * <usize>queueCapacity, 0);
	queueCount = 1;
	table = allocateFilled(<usize>queueCapacity << 3, 0);
	powers = allocate(8);
	store<u64>(powers, 1);
	powerCount = 1;
}

/** The queue that ends with this place and has this length: the one that is equal and came before, or a new one. */
function find(last: i32, length: i32, hash: u64): i32 {
	let other = get(table, chainOf(hash));
	while (other != 0) {
		if (hashOf(other) == hash && lengthOf(other) == length && areEqual(lastOf(other), last, length)) return other;
		other = load<i32>(queueAt(other), 16);
	}
	if (queueCount == queueCapacity) enlargeQueues();
	const queue = queueCount++;
	store<i32>(queueAt(queue), last);
	store<i32>(queueAt(queue), length, 4);
	store<u64>(queueAt(queue), hash, 8);
	store<i32>(queueAt(queue), 0, 20);
	hang(queue, hash);
	return queue;
}

function areEqual(a: i32, b: i32, length: i32): bool {
	for (let left = length; left > 0 && a != b; left--) {
		if (itemOf(a) != itemOf(b)) return false;
		a = beforeOf(a);
		b = beforeOf(b);
	}
	return true;
}

function firstOf(queue: i32): i32 {
	const known = load<i32>(queueAt(queue), 20);
	if (known != 0) return known;
	const last = lastOf(queue);
	const distance = distanceOf(last) - lengthOf(queue) + 1;
	let first = last;
	while (distanceOf(first) > distance) {
		const leap = leapOf(first);
		first = distanceOf(leap) >= distance ? leap : beforeOf(first);
	}
	store<i32>(queueAt(queue), first, 20);
	return first;
}

/** A place behind that one, which is one of the places once they are counted up to it. */
function draftPlace(before: i32, item: i32): i32 {
	if (placeCount == placeCapacity) {
		places = enlarge(places, <usize>placeCapacity << 4, <usize>placeCapacity << 5);
		placeCapacity *= 2;
	}
	const place = placeCount;
	const leap = leapOf(before);
	// Two leaps of the same length become one: every place is some logarithm of leaps away (Myers 1983).
	const isEven = distanceOf(before) - distanceOf(leap) == distanceOf(leap) - distanceOf(leapOf(leap));
	set(places, 4 * place, before);
	set(places, 4 * place + 1, item);
	set(places, 4 * place + 2, distanceOf(before) + 1);
	set(places, 4 * place + 3, isEven ? leapOf(leap) : before);
	return place;
}

function addPower(): void {
	// Their number is a power of two whenever there is no room left.
	if ((powerCount & (powerCount - 1)) == 0) powers = enlarge(powers, <usize>powerCount << 3, <usize>powerCount << 4);
	store<u64>(powers + (<usize>powerCount << 3), load<u64>(powers + (<usize>(powerCount - 1) << 3)) * BASE);
	powerCount++;
}

function enlargeQueues(): void {
	queues = enlarge(queues, QUEUE_BYTES * <usize>queueCapacity, 2 * QUEUE_BYTES * <usize>queueCapacity);
	queueCapacity *= 2;
	table = allocateFilled(<usize>queueCapacity << 3, 0);
	for (let queue = 1; queue < queueCount; queue++) hang(queue, hashOf(queue));
}

function hang(queue: i32, hash: u64): void {
	const chain = chainOf(hash);
	store<i32>(queueAt(queue), get(table, chain), 16);
	set(table, chain, queue);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function chainOf(hash: u64): i32 {
	return <i32>((hash * BASE) >> 32) & (2 * queueCapacity - 1);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function hashOfItem(item: i32): u64 {
	return <u64>item + 1;
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function queueAt(queue: i32): usize {
	return queues + QUEUE_BYTES * <usize>queue;
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function lastOf(queue: i32): i32 {
	return load<i32>(queueAt(queue));
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function lengthOf(queue: i32): i32 {
	return load<i32>(queueAt(queue), 4);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function hashOf(queue: i32): u64 {
	return load<u64>(queueAt(queue), 8);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function beforeOf(place: i32): i32 {
	return get(places, 4 * place);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function itemOf(place: i32): i32 {
	return get(places, 4 * place + 1);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function distanceOf(place: i32): i32 {
	return get(places, 4 * place + 2);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
function leapOf(place: i32): i32 {
	return get(places, 4 * place + 3);
}

/** For the host: the address of a queue's length, followed by its items. */
export function queueItems(queue: i32): usize {
	if (queues == 0) begin();
	const length = lengthOf(queue);
	const address = allocate(<usize>(length + 1) << 2);
	set(address, 0, length);
	let place = lastOf(queue);
	for (let i = length; i > 0; i--) {
		set(address, i, itemOf(place));
		place = beforeOf(place);
	}
	return address;
}
