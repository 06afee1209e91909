import { allocate, allocateFilled, enlarge, get, set } from './memory';
import { COUNTED, crashedClassCount, crashedFlags, crashedFrom, crashedGroup, crashedStart, STRONG } from './problem';

/**
 * How many operations of each crashed class a configuration has used, as an interned list: pairs (crashed class, count)
 * in ascending order of the class, without zeros. List 0 is the empty one. Equal lists have equal numbers.
 */

/**
 * By list: eight sums of 16 bits, each over the operations used of every eighth group; the hash; the address of its pairs'
 * number, followed by its pairs.
 */
const HEAD_BYTES: usize = 32;
let heads: usize = 0;
let headCapacity: i32 = 0;
let listCount: i32 = 0;
/** Open addressing; 0 marks an empty place, as the empty list is never looked up. */
let table: usize = 0;
let tableCapacity: i32 = 0;

/** The highest bit of each sum, which stays free. */
const HIGH: u64 = 0x8000_8000_8000_8000;
/** Whether some sum has come there: then sums tell nothing any more. */
let isFull: bool = false;

export function resetCrashedCounts(): void {
	headCapacity = 256;
	heads = allocateFilled(HEAD_BYTES * <usize>headCapacity, 0);
	tableCapacity = 1024;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
	const empty = allocate(4);
	set(empty, 0, 0);
	store<i32>(heads, <i32>empty, 24);
	listCount = 1;
	isFull = false;
}

/**
 * Writes the crashed classes of which one more operation has been invoked before the return of the operation `front`.
 * Returns how many there are.
 */
export function listAvailable(list: i32, front: i32, available: usize): i32 {
	const address = pairsOf(list);
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
	const hash = load<u64>(headOf(list), 16) + hashOfOne(crashed);
	let place = placeOf(hash);
	while (true) {
		const candidate = get(table, place);
		if (candidate == 0) break;
		if (load<u64>(headOf(candidate), 16) == hash && hasOneMore(pairsOf(candidate), pairsOf(list), crashed)) return candidate;
		place = (place + 1) & (tableCapacity - 1);
	}
	return create(list, crashed, hash, place);
}

/**
 * Whether what `a` has left can do whatever can be done with what `b` has left. Within a group a strong operation that `a`
 * has more can stand in for any other that it has fewer: a write of 5 for a cas from 1 to 5.
 */
export function leavesAsMuch(a: i32, b: i32): bool {
	if (a == b || a == 0) return true;
	if (!isFull && !sumsToNoMore(a, b)) return false;
	const left = pairsOf(a);
	const right = pairsOf(b);
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
	return pairsOf(list);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function isCounted(crashed: i32): bool {
	return (get(crashedFlags, crashed) & COUNTED) != 0;
}

/** Whether `a` uses as few operations as `b`, or fewer, in each sum. Of no group can it use more and leave as much. */
function sumsToNoMore(a: i32, b: i32): bool {
	const left = headOf(a);
	const right = headOf(b);
	const first = ((load<u64>(right) | HIGH) - load<u64>(left)) & HIGH;
	const second = ((load<u64>(right, 8) | HIGH) - load<u64>(left, 8)) & HIGH;
	return (first & second) == HIGH;
}

/** Whether the first list has the pairs of the second, and one more operation of this class. */
function hasOneMore(more: usize, less: usize, crashed: i32): bool {
	const length = get(less, 0);
	let i = 0;
	while (i < length && get(less, 1 + 2 * i) < crashed) i++;
	const before = 4 + (<usize>i << 3);
	const isThere = i < length && get(less, 1 + 2 * i) == crashed;
	const added = isThere ? 0 : 1;
	if (get(more, 0) != length + added) return false;
	if (memory.compare(more + 4, less + 4, before - 4) != 0) return false;
	if (get(more, 1 + 2 * i) != crashed || get(more, 2 + 2 * i) != (isThere ? get(less, 2 + 2 * i) + 1 : 1)) return false;
	const after = before + (isThere ? 8 : 0);
	return memory.compare(more + before + 8, less + after, 4 + (<usize>length << 3) - after) == 0;
}

function create(list: i32, crashed: i32, hash: u64, place: i32): i32 {
	if (listCount == headCapacity) {
		heads = enlarge(heads, HEAD_BYTES * <usize>headCapacity, 2 * HEAD_BYTES * <usize>headCapacity);
		headCapacity *= 2;
	}
	const created = listCount++;
	const head = headOf(created);
	memory.copy(head, headOf(list), HEAD_BYTES);
	const group = get(crashedGroup, crashed);
	const sums = head + (<usize>((group >> 2) & 1) << 3);
	store<u64>(sums, load<u64>(sums) + (<u64>1 << <u64>((group & 3) << 4)));
	if ((load<u64>(sums) & HIGH) != 0) isFull = true;
	store<u64>(head, hash, 16);
	store<i32>(head, <i32>copyWithOneMore(pairsOf(list), crashed), 24);
	set(table, place, created);
	if (2 * listCount > tableCapacity) enlargeTable();
	return created;
}

function copyWithOneMore(address: usize, crashed: i32): usize {
	const length = get(address, 0);
	let i = 0;
	while (i < length && get(address, 1 + 2 * i) < crashed) i++;
	const before = 4 + (<usize>i << 3);
	const isThere = i < length && get(address, 1 + 2 * i) == crashed;
	const after = before + (isThere ? 8 : 0);
	const bytes = 4 + (<usize>length << 3);
	const copy = allocate(bytes + (isThere ? 0 : 8));
	memory.copy(copy, address, before);
	set(copy, 0, length + (isThere ? 0 : 1));
	set(copy, 1 + 2 * i, crashed);
	set(copy, 2 + 2 * i, isThere ? get(address, 2 + 2 * i) + 1 : 1);
	memory.copy(copy + before + 8, address + after, bytes - after);
	return copy;
}

function enlargeTable(): void {
	tableCapacity *= 2;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
	for (let list = 1; list < listCount; list++) {
		let place = placeOf(load<u64>(headOf(list), 16));
		while (get(table, place) != 0) place = (place + 1) & (tableCapacity - 1);
		set(table, place, list);
	}
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function headOf(list: i32): usize {
	return heads + HEAD_BYTES * <usize>list;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function pairsOf(list: i32): usize {
	return <usize>load<i32>(headOf(list), 24);
}

/** A list's hash is the sum of these over all operations that were used. */
// @ts-ignore: decorators are AssemblyScript's
@inline
function hashOfOne(crashed: i32): u64 {
	let hash = (<u64>crashed + 1) * 0x9e3779b97f4a7c15;
	hash ^= hash >> 29;
	return hash * 0xbf58476d1ce4e5b9;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function placeOf(hash: u64): i32 {
	return <i32>((hash * 0x9e3779b97f4a7c15) >> 32) & (tableCapacity - 1);
}
