import { get } from './memory';

/**
 * The history of one object, as the host lays it out in memory.
 *
 * A *completing* operation is named by its rank: operation 0 returns first. A *crashed* operation has no rank; those of
 * one class (the same function and arguments) are interchangeable and only counted.
 */

/** Completing operations. */
export let operationCount: i32 = 0;
/** By rank: the class of the operation. */
export let classOf: usize = 0;
/** By rank: its place in the bit sets, reused once it has returned. */
export let slotOf: usize = 0;
/** Ranks in the order of the invocations. */
export let invocationOrder: usize = 0;
/** By rank r: how many invocations come before the return of operation r. Nondecreasing. */
export let invokedBefore: usize = 0;
/** By class: a set of the flags below. */
export let classFlags: usize = 0;
/** 64-bit words in a bit set of slots. */
export let words: i32 = 1;

/** Classes of crashed operations. Those of one group come one after the other, the strong one first. */
export let crashedClassCount: i32 = 0;
/** By crashed class: its class. */
export let crashedClass: usize = 0;
/** By crashed class d: where its invocations begin in `crashedFrom`; they end where those of d + 1 begin. */
export let crashedStart: usize = 0;
/** Sorted within a class: the first rank whose return comes after that invocation. */
export let crashedFrom: usize = 0;
/** By crashed class: its group, all of whose operations leave the same state. */
export let crashedGroup: usize = 0;
/** By crashed class: a set of the two flags below. */
export let crashedFlags: usize = 0;

/** Never changes the state, in whatever state. */
export const READ_ONLY: i32 = 1;
/** Possible in every state, and the next state is always the same. */
export const BLIND: i32 = 2;
/** Possible in every state: a blind operation right after it hides it. Every blind one is. */
export const HIDEABLE: i32 = 4;

/** Possible wherever another operation of its group is. */
export const STRONG: i32 = 1;
/** Its operations are counted. Of a class that is not, any number may be used once one has been invoked. */
export const COUNTED: i32 = 2;

export function setOperations(
	count: i32,
	classes: usize,
	slots: usize,
	slotCount: i32,
	invocations: usize,
	invoked: usize,
	flags: usize,
): void {
	operationCount = count;
	classOf = classes;
	slotOf = slots;
	words = max(1, (slotCount + 63) >> 6);
	invocationOrder = invocations;
	invokedBefore = invoked;
	classFlags = flags;
}

export function setCrashed(
	count: i32,
	classes: usize,
	start: usize,
	from: usize,
	groups: usize,
	flags: usize,
): void {
	crashedClassCount = count;
	crashedClass = classes;
	crashedStart = start;
	crashedFrom = from;
	crashedGroup = groups;
	crashedFlags = flags;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function isReadOnly(operationClass: i32): bool {
	return (get(classFlags, operationClass) & READ_ONLY) != 0;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function isBlind(operationClass: i32): bool {
	return (get(classFlags, operationClass) & BLIND) != 0;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function isHideable(operationClass: i32): bool {
	return (get(classFlags, operationClass) & (BLIND | HIDEABLE)) != 0;
}
