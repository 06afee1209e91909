import { BLIND, READ_ONLY } from './operation-flags.ts';
import type { Problem } from './problem.ts';

/** Whether a blind operation leaves a state from which others that are not blind may lead to where a read is possible. */
export type LeadsTo = (blindClass: number, readClass: number) => boolean;

/** What the kernel's lookahead needs to know; see `kernel/assembly/lookahead.ts`. */
export interface LookaheadColumns {
	readonly nextRead: Int32Array;
	readonly helperStart: Int32Array;
	readonly helpers: Int32Array;
}

export function layOutLookahead(problem: Problem, classFlags: Int32Array, leadsTo: LeadsTo): LookaheadColumns {
	const { length, classOf, entersAt } = problem;
	const has = (rank: number, flag: number) => ((classFlags[classOf[rank] as number] as number) & flag) !== 0;
	const blind = Int32Array.from({ length }, (_, rank) => rank).filter((rank) => has(rank, BLIND));
	const byEntry = blind.toSorted((a, b) => (entersAt[a] as number) - (entersAt[b] as number));
	const nextRead = new Int32Array(length);
	const helperStart = new Int32Array(length + 1);
	const helpers: number[] = [];
	let open: number[] = [];
	let entered = 0;
	let passed = 0;
	let lastRead = -1;
	for (let rank = 0; rank < length; rank++) {
		while (entered < byEntry.length && (entersAt[byEntry[entered] as number] as number) <= rank) {
			open.push(byEntry[entered++] as number);
		}
		if (has(rank, READ_ONLY)) {
			open = open.filter((one) => one > rank);
			while (passed < blind.length && (blind[passed] as number) <= rank) passed++;
			const readClass = classOf[rank] as number;
			const add = (one: number) => leadsTo(classOf[one] as number, readClass) && helpers.push(one);
			// The first front at which the kernel asks about this read: those that return before are linearized then.
			const first = Math.min(lastRead + 1, entersAt[rank] as number);
			for (let i = passed - 1; i >= 0 && (blind[i] as number) >= first; i--) add(blind[i] as number);
			for (const one of open) add(one);
			lastRead = rank;
		}
		helperStart[rank + 1] = helpers.length;
	}
	for (let rank = length - 1, next = -1; rank >= 0; rank--) {
		if (has(rank, READ_ONLY)) next = rank;
		nextRead[rank] = next;
	}
	return { nextRead, helperStart, helpers: Int32Array.from(helpers) };
}
