import { allocate, allocateFilled, get, set } from './memory';
import { classOf, invocationOrder, invokedBefore, isBlind, isHideable, isReadOnly, slotOf, words } from './problem';

/**
 * The window: the completing operations that are pending just before the return of the operation `front`. All that
 * returned earlier are linearized, and none that is invoked later can be, so that a configuration needs a bit only for
 * these.
 */

/** The rank of the operation that returns next. */
export let front: i32 = 0;
/** A bit set: the slots of pending operations. */
export let pending: usize = 0;
/** A bit set: those of them that are read-only. */
export let pendingReads: usize = 0;
/** A bit set: those of them that are blind. */
export let pendingBlind: usize = 0;
/** A bit set: those of them that a blind operation hides, the blind ones among them. */
export let pendingHideable: usize = 0;
/** By slot: the rank of its operation. */
export let operationIn: usize = 0;

/** The window before the return of this operation. */
export function resetWindow(rank: i32): void {
	pending = allocateFilled(<usize>words << 3, 0);
	pendingReads = allocateFilled(<usize>words << 3, 0);
	pendingBlind = allocateFilled(<usize>words << 3, 0);
	pendingHideable = allocateFilled(<usize>words << 3, 0);
	operationIn = allocate(<usize>words << 8);
	front = rank;
	const invoked = get(invokedBefore, rank);
	for (let i = 0; i < invoked; i++) {
		const operation = get(invocationOrder, i);
		if (operation >= rank) open(operation);
	}
}

/** The operation `front` returns, and those are invoked that come before the next return. */
export function forward(): void {
	close(front);
	const invoked = get(invokedBefore, front + 1);
	for (let i = get(invokedBefore, front); i < invoked; i++) open(get(invocationOrder, i));
	front++;
}

/** Undoes `forward`. A slot that was reused since gets its old operation back, as its new one is closed first. */
export function backward(): void {
	front--;
	const invoked = get(invokedBefore, front);
	for (let i = get(invokedBefore, front + 1) - 1; i >= invoked; i--) close(get(invocationOrder, i));
	open(front);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function wordOf(bits: usize, slot: i32): usize {
	return bits + ((<usize>(slot >> 6)) << 3);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function bitOf(slot: i32): u64 {
	return <u64>1 << <u64>(slot & 63);
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function has(bits: usize, slot: i32): bool {
	return (load<u64>(wordOf(bits, slot)) & bitOf(slot)) != 0;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function include(bits: usize, slot: i32): void {
	store<u64>(wordOf(bits, slot), load<u64>(wordOf(bits, slot)) | bitOf(slot));
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function exclude(bits: usize, slot: i32): void {
	store<u64>(wordOf(bits, slot), load<u64>(wordOf(bits, slot)) & ~bitOf(slot));
}

/** A set over another one. They are a word or two: a loop is quicker than asking for a copy. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function copyBits(target: usize, source: usize): void {
	for (let at: usize = 0; at < <usize>words << 3; at += 8) store<u64>(target + at, load<u64>(source + at));
}

function open(operation: i32): void {
	const slot = get(slotOf, operation);
	set(operationIn, slot, operation);
	include(pending, slot);
	const operationClass = get(classOf, operation);
	if (isReadOnly(operationClass)) include(pendingReads, slot);
	else if (isHideable(operationClass)) {
		include(pendingHideable, slot);
		if (isBlind(operationClass)) include(pendingBlind, slot);
	}
}

function close(operation: i32): void {
	const slot = get(slotOf, operation);
	exclude(pending, slot);
	exclude(pendingReads, slot);
	exclude(pendingBlind, slot);
	exclude(pendingHideable, slot);
}
