import { sizeOfConfiguration } from './configurations';
import { absorbed, counts, linearized, state } from './current';
import { allocate, enlarge } from './memory';
import { words } from './problem';
import { copyBits, front } from './window';

/**
 * Configurations that enter a layer: those of the layer that is being filled, and those that leave it for the next one.
 * They look like `configurations`, of which they fill the first fields and the sets.
 */

let now: usize = 0;
let nowCount: i32 = 0;
let nowCapacity: i32 = 0;
let next: usize = 0;
let nextCount: i32 = 0;
let nextCapacity: i32 = 0;

export function resetEntries(): void {
	nowCapacity = 64;
	nextCapacity = 64;
	now = allocate(sizeOfConfiguration() * 64);
	next = allocate(sizeOfConfiguration() * 64);
	nowCount = 0;
	nextCount = 0;
}

/** The configuration at hand, which came by this move from that one, enters the next layer. */
export function enter(parent: i32, move: i32): void {
	if (nextCount == nextCapacity) {
		const bytes = sizeOfConfiguration() * <usize>nextCapacity;
		next = enlarge(next, bytes, 2 * bytes);
		nextCapacity *= 2;
	}
	const address = next + sizeOfConfiguration() * <usize>nextCount;
	nextCount++;
	store<i32>(address, front);
	store<i32>(address, state, 4);
	store<i32>(address, counts, 8);
	store<i32>(address, parent, 20);
	store<i32>(address, move, 24);
	const sets = address + sizeOfConfiguration() - (<usize>words << 4);
	copyBits(sets, linearized);
	copyBits(sets + (<usize>words << 3), absorbed);
}

/** The next layer becomes this one. */
export function turnEntries(): void {
	const spare = now;
	const spareCapacity = nowCapacity;
	now = next;
	nowCount = nextCount;
	nowCapacity = nextCapacity;
	next = spare;
	nextCapacity = spareCapacity;
	nextCount = 0;
}

/** How many enter the next layer. */
export function entryCount(): i32 {
	return nextCount;
}

/** The address of one that enters this layer, or 0 after the last. */
export function entryAt(index: i32): usize {
	return index < nowCount ? now + sizeOfConfiguration() * <usize>index : 0;
}

/** How many enter this layer. */
export function entriesNow(): i32 {
	return nowCount;
}
