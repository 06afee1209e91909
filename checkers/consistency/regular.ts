import { isRead } from './causality.ts';
import { initialWrite, type RegisterHistory } from './register-history.ts';
import { indicesOf, name, type Violation } from './violation.ts';

/**
 * A regular register (Lamport 1986), with several writers in the weak sense of Shao, Welch, Pierce and Lee (2011): each
 * read returns one of the writes that overlap it, or a last one before it, one that no other write follows entirely before
 * the read began. Reads do not have to agree with each other. O(n log n).
 */
export function violationOfRegular(history: RegisterHistory): Violation | undefined {
	for (const operations of history.keys) {
		const broken = violationAtKey(operations, history);
		if (broken !== undefined) return broken;
	}
	return undefined;
}

function violationAtKey(operations: readonly number[], history: RegisterHistory): Violation | undefined {
	const { readsFrom } = history;
	const source = (operation: number) => history.operations[operation] as RegisterHistory['operations'][number];
	const completed = (operation: number) => source(operation).completed;
	const invoked = (operation: number) => source(operation).invoked;
	const writes = operations.filter((one) => history.writes[one] === 1).sort((a, b) => completed(a) - completed(b));
	const latest = latestBegun(writes, invoked);
	for (const read of operations) {
		if (!isRead(read, history)) continue;
		const returned = readsFrom[read] as number;
		if (returned !== initialWrite && invoked(returned) > completed(read)) {
			return {
				message: `${name(read, history)} returned the value of ${name(returned, history)}, which was not yet invoked.`,
				operations: indicesOf([read, returned], history),
			};
		}
		const other = latest[countBelow(writes, invoked(read), completed) - 1];
		if (other === undefined) continue;
		const end = returned === initialWrite ? Number.NEGATIVE_INFINITY : completed(returned);
		if (invoked(other) > end) return superseded(read, returned, other, history);
	}
	return undefined;
}

/** For each place in the list the one invoked last among those up to it. */
function latestBegun(writes: readonly number[], invoked: (write: number) => number): number[] {
	const latest: number[] = [];
	for (const write of writes) {
		const before = latest.at(-1);
		latest.push(before === undefined || invoked(write) > invoked(before) ? write : before);
	}
	return latest;
}

/** How many of the writes, sorted by their completion, completed before a position. */
function countBelow(writes: readonly number[], position: number, completed: (write: number) => number): number {
	let low = 0;
	let high = writes.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (completed(writes[middle] as number) < position) low = middle + 1;
		else high = middle;
	}
	return low;
}

function superseded(read: number, returned: number, other: number, history: RegisterHistory): Violation {
	const what =
		returned === initialWrite ? 'what was there before any write' : `the value of ${name(returned, history)}`;
	return {
		message: `${name(read, history)} returned ${what}, though ${name(other, history)} had replaced it before the read began.`,
		operations: indicesOf([read, other, ...(returned === initialWrite ? [] : [returned])], history),
	};
}
