import { allocate, allocateFilled, enlarge, get, set } from './memory';
import { COUNTED, crashedClassCount, crashedFlags, crashedFrom, crashedGroup, crashedStart, STRONG } from './problem';

/**
 * How many operations of each crashed class a configuration has used, as an interned list: pairs (crashed class, count)
 * in ascending order of the class, without zeros. List 0 is the empty one. Equal lists have equal numbers.
 */

/** By list: the address of its pairs' number, followed by its pairs. */
let lists: usize = 0;
let listCapacity: i32 = 0;
let listCount: i32 = 0;
/** Open addressing; 0 marks an empty place, as the empty list is never looked up. */
let table: usize = 0;
let tableCapacity: i32 = 0;
/** Where a list is put together before it is looked up. */
let draft: usize = 0;
let draftCapacity: i32 = 0;

export function resetCrashedCounts(): void {
	listCapacity = 256;
	lists = allocate(<usize>listCapacity << 2);
	tableCapacity = 1024;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
	draftCapacity = 16;
	draft = allocate(<usize>draftCapacity << 3);
	const empty = allocate(4);
	set(empty, 0, 0);
	set(lists, 0, <i32>empty);
	listCount = 1;
}

/**
 * Writes the crashed classes of which one more operation has been invoked before the return of the operation `front`.
 * Returns how many there are.
 */
export function listAvailable(list: i32, front: i32, available: usize): i32 {
	const address = <usize>get(lists, list);
	const length = get(address, 0);
	let i = 0;
	let found = 0;
	for (let crashed = 0; crashed < crashedClassCount; crashed++) {
		let next = get(crashedStart, crashed);
		if (i < length && get(address, 1 + 2 * i) == crashed) next += get(address, 2 + 2 * i++);
		if (next < get(crashedStart, crashed + 1) && get(crashedFrom, next) <= front) set(available, found++, crashed);
	}
	return found;
}

/** The list with one more operation of this crashed class, if that is counted. */
export function withOneMore(list: i32, crashed: i32): i32 {
	if (!isCounted(crashed)) return list;
	const length = draftOneMore(<usize>get(lists, list), crashed);
	const hash = hashPairs(draft, length);
	let place = hash & (tableCapacity - 1);
	while (true) {
		const candidate = get(table, place);
		if (candidate == 0) break;
		const address = <usize>get(lists, candidate);
		if (get(address, 0) == length && memory.compare(address + 4, draft, <usize>length << 3) == 0) return candidate;
		place = (place + 1) & (tableCapacity - 1);
	}
	return intern(length, place);
}

/**
 * Whether what `a` has left can do whatever can be done with what `b` has left. Within a group a strong operation that `a`
 * has more can stand in for any other that it has fewer: a write of 5 for a cas from 1 to 5.
 */
export function leavesAsMuch(a: i32, b: i32): bool {
	if (a == b || a == 0) return true;
	const left = <usize>get(lists, a);
	const right = <usize>get(lists, b);
	const leftLength = get(left, 0);
	const rightLength = get(right, 0);
	let group = -1;
	// Strong operations of the group that `a` has more of, less the others that it has fewer of.
	let surplus = 0;
	let i = 0;
	let j = 0;
	while (i < leftLength || j < rightLength) {
		const fromLeft = i < leftLength ? get(left, 1 + 2 * i) : i32.MAX_VALUE;
		const fromRight = j < rightLength ? get(right, 1 + 2 * j) : i32.MAX_VALUE;
		const crashed = min(fromLeft, fromRight);
		let more = 0;
		if (fromLeft == crashed) more -= get(left, 2 + 2 * i++);
		if (fromRight == crashed) more += get(right, 2 + 2 * j++);
		if (get(crashedGroup, crashed) != group) {
			group = get(crashedGroup, crashed);
			surplus = 0;
		}
		if (more < 0) surplus += more;
		else if ((get(crashedFlags, crashed) & STRONG) != 0) surplus += more;
		if (surplus < 0) return false;
	}
	return true;
}

/** For the host: the address of a list's length, followed by its pairs. */
export function crashedList(list: i32): usize {
	return <usize>get(lists, list);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function isCounted(crashed: i32): bool {
	return (get(crashedFlags, crashed) & COUNTED) != 0;
}

function draftOneMore(address: usize, crashed: i32): i32 {
	const length = get(address, 0);
	if (length + 1 > draftCapacity) {
		draftCapacity = 2 * (length + 1);
		draft = allocate(<usize>draftCapacity << 3);
	}
	let i = 0;
	while (i < length && get(address, 1 + 2 * i) < crashed) i++;
	memory.copy(draft, address + 4, <usize>i << 3);
	if (i < length && get(address, 1 + 2 * i) == crashed) {
		memory.copy(draft, address + 4, <usize>length << 3);
		set(draft, 2 * i + 1, get(draft, 2 * i + 1) + 1);
		return length;
	}
	set(draft, 2 * i, crashed);
	set(draft, 2 * i + 1, 1);
	memory.copy(draft + (<usize>(i + 1) << 3), address + 4 + (<usize>i << 3), <usize>(length - i) << 3);
	return length + 1;
}

function intern(length: i32, place: i32): i32 {
	const address = allocate(4 + (<usize>length << 3));
	set(address, 0, length);
	memory.copy(address + 4, draft, <usize>length << 3);
	if (listCount == listCapacity) {
		lists = enlarge(lists, <usize>listCapacity << 2, <usize>listCapacity << 3);
		listCapacity *= 2;
	}
	const list = listCount++;
	set(lists, list, <i32>address);
	set(table, place, list);
	if (2 * listCount > tableCapacity) enlargeTable();
	return list;
}

function enlargeTable(): void {
	tableCapacity *= 2;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
	for (let list = 1; list < listCount; list++) {
		const address = <usize>get(lists, list);
		let place = hashPairs(address + 4, get(address, 0)) & (tableCapacity - 1);
		while (get(table, place) != 0) place = (place + 1) & (tableCapacity - 1);
		set(table, place, list);
	}
}

function hashPairs(pairs: usize, length: i32): i32 {
	let hash: u32 = 2166136261;
	for (let i = 0; i < 2 * length; i++) hash = (hash ^ <u32>get(pairs, i)) * 16777619;
	hash ^= hash >> 15;
	hash *= 0x85ebca6b;
	hash ^= hash >> 13;
	return <i32>hash;
}
