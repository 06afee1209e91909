import { leavesAsMuch } from './crashed-counts';
import { countComparison } from './limits';
import { allocate, allocateFilled, get, set } from './memory';
import { words } from './problem';
import { copyBits, pendingHideable, pendingReads } from './window';

/**
 * The configurations that the search has met, each once, with the one that it came from and the move between.
 *
 * A configuration is (front, state, set of linearized pending operations, set of absorbed ones, counts of used crashed
 * operations). An *absorbed* operation is one that may count as linearized, since a blind one came after it and hid it, or
 * since it changed nothing where it was, but that may still be used as well: it stands for both. Only operations that are
 * possible in every state are absorbed, as blind ones and appends are.
 *
 * One is *dominated*, and not kept, when another with the same front and state can do whatever it can do:
 * - the same operations are linearized; but for read-only ones the other may have linearized more,
 * - and one that is absorbed in the other may be in any condition;
 * - the other has as much left of the crashed operations.
 *
 * They lie in chunks, so that growing never copies them, and hang in chains from a hash table.
 */

/** Bytes before the bit sets: front, state, counts, next in chain, hash, parent, move, whether a better one was met. */
const HEADER_BYTES: usize = 32;
const CHUNK_BITS: i32 = 12;
const CHUNK_LIMIT: i32 = 1 << 16;

let chunks: usize = 0;
let chunkCount: i32 = 0;
let table: usize = 0;
let tableCapacity: i32 = 0;

/** Configurations are numbered from 1; this is the next number. */
export let configurationEnd: i32 = 1;
/** The first number of the layer, in a search in layers. */
export let layerBegin: i32 = 1;
/** Whether the search is one in layers, which leaves out what is beaten before its turn. Depth first it comes too late. */
let isLayered: bool = false;

/** Whether configurations are left out only where they are equal, so that each way through them is one of the history. */
let areMerged: bool = false;

export function resetConfigurations(mergeOnly: bool = false): void {
	areMerged = mergeOnly;
	chunks = allocate(<usize>CHUNK_LIMIT << 2);
	chunkCount = 0;
	configurationEnd = 1;
	layerBegin = 1;
	isLayered = false;
	tableCapacity = 4096;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
}

/**
 * Begins a new layer: the configurations of this one are no more compared with. They keep their numbers if they are kept;
 * otherwise new ones take their memory.
 */
export function beginLayer(isKept: bool): void {
	isLayered = true;
	if (configurationEnd - layerBegin < tableCapacity >> 3) {
		for (let id = layerBegin; id < configurationEnd; id++) {
			const address = configuration(id);
			set(table, placeOf(frontOf(address), load<i32>(address, 16)), 0);
		}
	} else memory.fill(table, 0, <usize>tableCapacity << 2);
	if (isKept) layerBegin = configurationEnd;
	else configurationEnd = 1;
}

/** The address of a configuration: its fields in the order given above, then its bit sets. */
export function configuration(id: i32): usize {
	return <usize>get(chunks, id >> CHUNK_BITS) + <usize>(id & ((1 << CHUNK_BITS) - 1)) * sizeOfConfiguration();
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function frontOf(address: usize): i32 {
	return load<i32>(address);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
export function stateOf(address: usize): i32 {
	return load<i32>(address, 4);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
export function countsOf(address: usize): i32 {
	return load<i32>(address, 8);
}
// @ts-ignore: decorators are AssemblyScript's
@inline
export function linearizedOf(address: usize): usize {
	return address + HEADER_BYTES;
}
// @ts-ignore: decorators are AssemblyScript's
@inline
export function absorbedOf(address: usize): usize {
	return address + HEADER_BYTES + ((<usize>words) << 3);
}
/** Whether one that dominates it was met after it. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function isBeaten(address: usize): bool {
	return load<i32>(address, 28) != 0;
}

/** The configuration that `meet` made last, or found in place of what it was given. */
export let met: i32 = 0;

/** The number of a new configuration in the window at hand, or 0 if it, or one that dominates it, has been met. */
export function meet(
	front: i32,
	state: i32,
	counts: i32,
	linearized: usize,
	absorbed: usize,
	parent: i32,
	move: i32,
): i32 {
	const hash = hashOf(front, state, linearized);
	let other = get(table, placeOf(front, hash));
	while (other != 0) {
		const address = configuration(other);
		countComparison();
		if (load<i32>(address, 16) == hash && frontOf(address) == front && stateOf(address) == state) {
			const otherLinearized = linearizedOf(address);
			const otherAbsorbed = absorbedOf(address);
			const otherCounts = countsOf(address);
			if (
				isAsGood(otherLinearized, otherAbsorbed, linearized, absorbed) &&
				leavesAsMuch(otherCounts, counts)
			) {
				met = other;
				return 0;
			}
			if (
				isLayered &&
				isAsGood(linearized, absorbed, otherLinearized, otherAbsorbed) &&
				leavesAsMuch(counts, otherCounts)
			) {
				store<i32>(address, 1, 28);
			}
		}
		other = load<i32>(address, 12);
	}
	if (configurationEnd - layerBegin >= tableCapacity) enlargeTable();
	const id = create();
	const address = configuration(id);
	store<i32>(address, front);
	store<i32>(address, state, 4);
	store<i32>(address, counts, 8);
	store<i32>(address, hash, 16);
	store<i32>(address, parent, 20);
	store<i32>(address, move, 24);
	store<i32>(address, 0, 28);
	copyBits(linearizedOf(address), linearized);
	copyBits(absorbedOf(address), absorbed);
	hang(id, address, hash);
	met = id;
	return id;
}

/** Whether from the first sets everything is possible that is possible from the second. */
function isAsGood(linearized: usize, absorbed: usize, otherLinearized: usize, otherAbsorbed: usize): bool {
	if (areMerged) return areEqual(linearized, otherLinearized) && areEqual(absorbed, otherAbsorbed);
	for (let at: usize = 0; at < <usize>words << 3; at += 8) {
		const reads = load<u64>(pendingReads + at);
		const left = load<u64>(linearized + at);
		const right = load<u64>(otherLinearized + at);
		const free = load<u64>(absorbed + at);
		if (((left ^ right) & ~reads & ~free) != 0) return false;
		if ((right & ~left & reads) != 0) return false;
		if ((load<u64>(otherAbsorbed + at) & ~free) != 0) return false;
	}
	return true;
}

function areEqual(bits: usize, others: usize): bool {
	return memory.compare(bits, others, <usize>words << 3) == 0;
}

function create(): i32 {
	const id = configurationEnd++;
	const chunk = id >> CHUNK_BITS;
	// Beyond the last chunk there is no room in 4 GB: a table entry that is never reached in practice.
	if (chunk >= CHUNK_LIMIT) unreachable();
	if (chunk >= chunkCount) {
		set(chunks, chunk, <i32>allocate(sizeOfConfiguration() << CHUNK_BITS));
		chunkCount = chunk + 1;
	}
	return id;
}

function hang(id: i32, address: usize, hash: i32): void {
	const place = placeOf(frontOf(address), hash);
	store<i32>(address, get(table, place), 12);
	set(table, place, id);
}

/**
 * Depth first the next front is most often the one after this: then places lie in a part of the table that moves with the front, and in
 * the processor's cache. A layer has one front, and the whole table.
 */
// @ts-ignore: decorators are AssemblyScript's
@inline
function placeOf(front: i32, hash: i32): i32 {
	const spread = isLayered ? tableCapacity : tableCapacity >> 4;
	return (front + (hash & (spread - 1))) & (tableCapacity - 1);
}

function enlargeTable(): void {
	tableCapacity *= 2;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
	for (let id = layerBegin; id < configurationEnd; id++) {
		const address = configuration(id);
		hang(id, address, load<i32>(address, 16));
	}
}

/** Equal for configurations of which one may dominate the other: of the sets only what must be equal counts. */
function hashOf(front: i32, state: i32, linearized: usize): i32 {
	let hash: u64 = (((<u64>(<u32>front)) << 32) | <u64>(<u32>state)) * 0x9e3779b97f4a7c15;
	for (let at: usize = 0; at < <usize>words << 3; at += 8) {
		const fixed = load<u64>(linearized + at) & ~load<u64>(pendingReads + at) & ~load<u64>(pendingHideable + at);
		hash ^= hash >> 29;
		hash = (hash ^ fixed) * 0xbf58476d1ce4e5b9;
	}
	hash ^= hash >> 32;
	hash *= 0xd6e8feb86659fd93;
	return <i32>(hash >> 32);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function sizeOfConfiguration(): usize {
	return HEADER_BYTES + ((<usize>words) << 4);
}
