import { BLIND, READ_ONLY } from './interned-model.ts';
import { firstReturnAfter, type Interval, type Problem } from './problem.ts';

/** What the kernel's lookahead needs to know; see `kernel/assembly/lookahead.ts`. */
export function layOutLookahead(
	{ completing, crashed, crashedFrom, crashedStart }: Problem,
	classFlags: Int32Array,
): { readonly nextRead: Int32Array; readonly blindFrom: Int32Array } {
	const has = (operation: Interval, flag: number) => ((classFlags[operation.operationClass] as number) & flag) !== 0;
	const nextRead = new Int32Array(completing.length);
	const blindFrom = new Int32Array(completing.length);
	let next = -1;
	for (let rank = completing.length - 1; rank >= 0; rank--) {
		if (has(completing[rank] as Interval, READ_ONLY)) next = rank;
		nextRead[rank] = next;
	}
	// From which rank on a blind operation that enters the window there can come before others.
	const entering = new Set<number>();
	for (const operation of completing) {
		if (has(operation, BLIND)) entering.add(firstReturnAfter(operation.invoked, completing));
	}
	let crashedBlindFrom = completing.length;
	for (const [index, group] of crashed.entries()) {
		const first = crashedFrom[crashedStart[index] as number] as number;
		if (has(group[0] as Interval, BLIND)) crashedBlindFrom = Math.min(crashedBlindFrom, first);
	}
	let from = completing.length;
	for (let rank = completing.length - 1; rank >= 0; rank--) {
		blindFrom[rank] = Math.min(from, crashedBlindFrom);
		if (entering.has(rank)) from = rank;
	}
	return { nextRead, blindFrom };
}
