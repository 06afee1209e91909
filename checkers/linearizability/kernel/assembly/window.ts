import { allocate, allocateFilled, get, set } from './memory';
import { classOf, invocationOrder, invokedBefore, isReadOnly, slotOf, words } from './problem';

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
/** By slot: the rank of its operation. */
export let operationIn: usize = 0;

export function resetWindow(): void {
	pending = allocateFilled(<usize>words << 3, 0);
	pendingReads = allocateFilled(<usize>words << 3, 0);
	operationIn = allocate(<usize>words << 8);
	front = 0;
	const invoked = get(invokedBefore, 0);
	for (let i = 0; i < invoked; i++) open(get(invocationOrder, i));
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

function open(operation: i32): void {
	const slot = get(slotOf, operation);
	set(operationIn, slot, operation);
	store<u64>(wordOf(pending, slot), load<u64>(wordOf(pending, slot)) | bitOf(slot));
	if (!isReadOnly(get(classOf, operation))) return;
	store<u64>(wordOf(pendingReads, slot), load<u64>(wordOf(pendingReads, slot)) | bitOf(slot));
}

function close(operation: i32): void {
	const slot = get(slotOf, operation);
	store<u64>(wordOf(pending, slot), load<u64>(wordOf(pending, slot)) & ~bitOf(slot));
	store<u64>(wordOf(pendingReads, slot), load<u64>(wordOf(pendingReads, slot)) & ~bitOf(slot));
}
