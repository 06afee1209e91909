import { BLIND, READ_ONLY } from './interned-model.ts';
import type { Problem } from './problem.ts';

/** What the kernel's lookahead needs to know; see `kernel/assembly/lookahead.ts`. */
export function layOutLookahead(
	{ length, classOf, entersAt, crashedClass, crashedFrom, crashedStart }: Problem,
	classFlags: Int32Array,
): { readonly nextRead: Int32Array; readonly blindFrom: Int32Array } {
	const has = (classId: number, flag: number) => ((classFlags[classId] as number) & flag) !== 0;
	const nextRead = new Int32Array(length);
	const blindFrom = new Int32Array(length);
	let next = -1;
	for (let rank = length - 1; rank >= 0; rank--) {
		if (has(classOf[rank] as number, READ_ONLY)) next = rank;
		nextRead[rank] = next;
	}
	// From which rank on a blind operation that enters the window there can come before others.
	const entering = new Uint8Array(length + 1);
	for (let rank = 0; rank < length; rank++) {
		if (has(classOf[rank] as number, BLIND)) entering[entersAt[rank] as number] = 1;
	}
	let crashedBlindFrom = length;
	for (const [index, classId] of crashedClass.entries()) {
		const first = crashedFrom[crashedStart[index] as number] as number;
		if (has(classId, BLIND)) crashedBlindFrom = Math.min(crashedBlindFrom, first);
	}
	let from = length;
	for (let rank = length - 1; rank >= 0; rank--) {
		blindFrom[rank] = Math.min(from, crashedBlindFrom);
		if (entering[rank] === 1) from = rank;
	}
	return { nextRead, blindFrom };
}
