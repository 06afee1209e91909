import { allocate, allocateFilled, get, set } from './memory';
import { usesAtMost } from './crashed-counts';
import { words } from './problem';

/**
 * The configurations that the search has met, each once, with the one that it came from and the move between.
 *
 * A configuration is (front, set of linearized pending operations, state, counts of used crashed operations). One is
 * *dominated*, and not kept, when another with the same front, set and state has used at most as many crashed operations
 * of every class: whatever the first can still do, the second can do too.
 *
 * They lie in chunks, so that growing never copies them, and hang in chains from a hash table.
 */

/** Bytes before the bit set: front, state, counts, next in chain, hash, parent, move, padding. */
const HEADER_BYTES: usize = 32;
const CHUNK_BITS: i32 = 12;
const CHUNK_LIMIT: i32 = 1 << 16;

let chunks: usize = 0;
let chunkCount: i32 = 0;
let table: usize = 0;
let tableCapacity: i32 = 0;

/** Configurations are numbered from 1; this is the next number. */
export let configurationEnd: i32 = 1;

export function resetConfigurations(): void {
	chunks = allocate(<usize>CHUNK_LIMIT << 2);
	chunkCount = 0;
	configurationEnd = 1;
	tableCapacity = 4096;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
}

/** The address of a configuration: its fields in the order given above, then its bit set. */
export function configuration(id: i32): usize {
	return <usize>get(chunks, id >> CHUNK_BITS) + <usize>(id & ((1 << CHUNK_BITS) - 1)) * size();
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

/** The number of a new configuration, or 0 if it, or one that dominates it, has been met. */
export function meet(front: i32, state: i32, counts: i32, linearized: usize, parent: i32, move: i32): i32 {
	const hash = hashOf(front, state, linearized);
	let other = get(table, hash & (tableCapacity - 1));
	while (other != 0) {
		const address = configuration(other);
		if (
			load<i32>(address, 16) == hash &&
			frontOf(address) == front &&
			stateOf(address) == state &&
			memory.compare(linearizedOf(address), linearized, <usize>words << 3) == 0 &&
			usesAtMost(countsOf(address), counts)
		) {
			return 0;
		}
		other = load<i32>(address, 12);
	}
	if (configurationEnd >= tableCapacity) enlargeTable();
	const id = create();
	const address = configuration(id);
	store<i32>(address, front);
	store<i32>(address, state, 4);
	store<i32>(address, counts, 8);
	store<i32>(address, hash, 16);
	store<i32>(address, parent, 20);
	store<i32>(address, move, 24);
	memory.copy(linearizedOf(address), linearized, <usize>words << 3);
	hang(id, address, hash);
	return id;
}

function create(): i32 {
	const id = configurationEnd++;
	const chunk = id >> CHUNK_BITS;
	// Beyond the last chunk there is no room in 4 GB: a table entry that is never reached in practice.
	if (chunk >= CHUNK_LIMIT) unreachable();
	if (chunk >= chunkCount) {
		set(chunks, chunk, <i32>allocate(size() << CHUNK_BITS));
		chunkCount = chunk + 1;
	}
	return id;
}

function hang(id: i32, address: usize, hash: i32): void {
	const place = hash & (tableCapacity - 1);
	store<i32>(address, get(table, place), 12);
	set(table, place, id);
}

function enlargeTable(): void {
	tableCapacity *= 2;
	table = allocateFilled(<usize>tableCapacity << 2, 0);
	for (let id = 1; id < configurationEnd; id++) {
		const address = configuration(id);
		hang(id, address, load<i32>(address, 16));
	}
}

function hashOf(front: i32, state: i32, linearized: usize): i32 {
	let hash: u64 = (((<u64>(<u32>front)) << 32) | <u64>(<u32>state)) * 0x9e3779b97f4a7c15;
	for (let word = 0; word < words; word++) {
		hash ^= hash >> 29;
		hash = (hash ^ load<u64>(linearized + ((<usize>word) << 3))) * 0xbf58476d1ce4e5b9;
	}
	hash ^= hash >> 32;
	hash *= 0xd6e8feb86659fd93;
	return <i32>(hash >> 32);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function size(): usize {
	return HEADER_BYTES + ((<usize>words) << 3);
}
