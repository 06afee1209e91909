/**
 * Memory is one region that only grows while a search runs and is forgotten as a whole before the next one. Nothing is
 * freed singly: what a search keeps, it keeps to its end.
 */

let top: usize = 0;
let limitBytes: usize = 0;

/** Set when the last search wanted more memory than it was allowed. The host reads it when a search traps. */
export let outOfMemory: bool = false;

/** Forgets everything that was allocated. `limit` is the number of bytes that the coming search may take. */
export function reset(limit: usize): void {
	top = align(__heap_base);
	limitBytes = top + limit;
	outOfMemory = false;
}

/** The address of so many bytes, aligned to 16. They may hold old rubbish. */
export function allocate(bytes: usize): usize {
	const address = top;
	const end = align(top + bytes);
	if (end > limitBytes || end < top || !reserve(end)) {
		outOfMemory = true;
		unreachable();
	}
	top = end;
	return address;
}

export function allocateFilled(bytes: usize, byte: u8): usize {
	const address = allocate(bytes);
	memory.fill(address, byte, bytes);
	return address;
}

/** A larger block with the same beginning. */
export function enlarge(address: usize, usedBytes: usize, bytes: usize): usize {
	const larger = allocate(bytes);
	memory.copy(larger, address, usedBytes);
	return larger;
}

/** Bytes in use. */
export function used(): usize {
	return top - __heap_base;
}

function reserve(end: usize): bool {
	const missing = <i32>((end + 0xffff) >>> 16) - memory.size();
	if (missing <= 0) return true;
	// Grow by a quarter, so that growing is rare; and if that is too much, by what is needed.
	return memory.grow(max(missing, memory.size() >> 2)) >= 0 || memory.grow(missing) >= 0;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
function align(address: usize): usize {
	return (address + 15) & ~15;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function get(array: usize, index: i32): i32 {
	return load<i32>(array + ((<usize>index) << 2));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function set(array: usize, index: i32, value: i32): void {
	store<i32>(array + ((<usize>index) << 2), value);
}
