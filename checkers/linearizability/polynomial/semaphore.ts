import type { Numbering } from '../numbering.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { withLocalIds } from './local-ids.ts';
import { type Decision, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** From an acquire to its release. Columns of positions: it was certainly held in the gaps `from` to `to`, if there are any. */
interface Hold {
	readonly acquire: number;
	/** `NONE` if it was never released. */
	readonly release: number;
	readonly from: number;
	readonly to: number;
}

/**
 * `acquire` and `release` by a named holder, each of whom does one thing at a time: O(n log n). One permit makes it a lock
 * that knows its owner.
 *
 * Every acquire belongs to the holder's next release. Between its return and the invocation of the release the permit was
 * certainly held; if each acquire takes effect at its end and each release at its beginning, it is held then only. So the
 * semaphore is linearizable exactly when no more are held at once than there are permits. An acquire that crashed may be
 * left out when its holder did nothing more.
 */
export const semaphoreMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['acquire', 'release']);
		if (codes === undefined) return undecided('it has other operations than acquire and release');
		const { permits, holders } = initial as { readonly permits: number; readonly holders: readonly string[] };
		if (holders.length > 0) return undecided('permits are held at first');
		const timeline = timelineOf(table);
		const holds = pairUp(table, codes, timeline);
		return Array.isArray(holds) ? decide(table, holds, permits, timeline) : (holds as Decision);
	},
};

function pairUp(table: OperationTable, codes: Uint8Array, timeline: Timeline): Hold[] | Decision {
	const { invoked, completed, end } = timeline;
	return withLocalIds(table.values, (ids) => {
		if (!isSequential(table, ids, timeline)) {
			return undecided('a holder does something before its last operation has returned');
		}
		/** By holder: its last operation so far. */
		const last: number[] = [];
		const holds: Hold[] = [];
		for (let row = 0; row < table.length; row++) {
			const holder = ids.of(table.input[row] as number);
			const before = last[holder] ?? NONE;
			const isAcquire = codes[table.f[row] as number] === 0;
			const wasAcquire = before !== NONE && codes[table.f[before] as number] === 0;
			if (isAcquire === wasAcquire) {
				if (table.completed[row] === CRASHED) continue;
				return illegal(() => ({
					rows: [...(before === NONE ? [] : history(table, before)), row],
					sentence: misuse(table, row, isAcquire),
				}));
			}
			last[holder] = row;
			if (!isAcquire) {
				holds.push({
					acquire: before,
					release: row,
					from: completed[before] as number,
					to: (invoked[row] as number) - 1,
				});
			}
		}
		for (const row of last) {
			if (row === undefined || codes[table.f[row] as number] !== 0 || table.completed[row] === CRASHED) continue;
			holds.push({ acquire: row, release: NONE, from: completed[row] as number, to: end });
		}
		return holds;
	});
}

/** Whether every holder does one thing after the other; so that what crashed is the last thing it did. */
function isSequential({ length, input }: OperationTable, ids: Numbering, { invoked, completed }: Timeline): boolean {
	const returned = new Int32Array(length).fill(NONE);
	for (let row = 0; row < length; row++) {
		const holder = ids.of(input[row] as number);
		if ((returned[holder] as number) > (invoked[row] as number)) return false;
		returned[holder] = completed[row] as number;
	}
	return true;
}

/** The last thing that a holder did up to this operation. */
function history(table: OperationTable, until: number): number[] {
	const rows: number[] = [];
	for (let row = 0; row <= until; row++) if (table.input[row] === table.input[until]) rows.push(row);
	return rows.slice(-2);
}

function misuse(table: OperationTable, row: number, isAcquire: boolean): string {
	return `${describeRow(table, row)} succeeded though that holder ${isAcquire ? 'held a permit already' : 'held none'}.`;
}

function decide(table: OperationTable, holds: readonly Hold[], permits: number, { end }: Timeline): Decision {
	const changes = new Int32Array(end + 2);
	for (const { from, to } of holds) {
		changes[from] = (changes[from] as number) + 1;
		changes[to + 1] = (changes[to + 1] as number) - 1;
	}
	let held = 0;
	for (let gap = 0; gap <= end; gap++) {
		held += changes[gap] as number;
		if (held <= permits) continue;
		return illegal(() => {
			const together = holds.filter(({ from, to }) => from <= gap && to >= gap).slice(-permits - 1);
			const rows = together.flatMap(({ acquire, release }) => (release === NONE ? [acquire] : [acquire, release]));
			const names = together.map(({ acquire }) => describeRow(table, acquire));
			return {
				rows,
				sentence: `${names.join(', ')} held at once what has ${permits} ${permits === 1 ? 'permit' : 'permits'}.`,
			};
		});
	}
	return ok;
}
