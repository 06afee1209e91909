import { transitionsAsked } from './recall';

/** How long a search may go on, and how long it has. */

// @ts-ignore: decorators are AssemblyScript's
@external("host", "now")
declare function now(): f64;

/** No order explains the operations. */
export const ILLEGAL: i32 = 0;
/** Some order explains the operations. */
export const OK: i32 = 1;
export const OUT_OF_STEPS: i32 = 2;
export const OUT_OF_TIME: i32 = 3;

/** Configurations expanded. */
export let steps: f64 = 0;
/** Configurations compared with others; a step costs as much as some dozens of these. */
let comparisons: i32 = 0;
const COMPARISONS_PER_STEP: i32 = 64;

// @ts-ignore: decorators are AssemblyScript's
@inline
export function countComparison(): void {
	comparisons++;
}

let stepLimit: f64 = 0;
let deadline: f64 = 0;
let nextLook: i32 = 0;

export function resetLimits(maximum: f64, end: f64): void {
	steps = 0;
	nextLook = 0;
	comparisons = 0;
	stepLimit = maximum;
	deadline = end;
}

/** Counts one step. 0 while the search may go on, then the reason why it may not. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function spend(): i32 {
	steps += 1 + comparisons / COMPARISONS_PER_STEP;
	comparisons %= COMPARISONS_PER_STEP;
	if (steps > stepLimit) return OUT_OF_STEPS;
	// Asking the model may be slow, so both kinds of work bring the next look at the clock nearer.
	const look = <i32>(steps / 2048) + transitionsAsked / 256;
	if (look < nextLook) return 0;
	nextLook = look + 1;
	return now() > deadline ? OUT_OF_TIME : 0;
}
