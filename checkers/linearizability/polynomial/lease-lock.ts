import { CRASHED, type OperationTable } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const ACQUIRE = 0;
const USE = 1;

/**
 * `acquire`, which returns a fencing token, `use token`, and `release`: O(n log n). Tokens granted and tokens used are two
 * objects that do not look at each other (locality).
 *
 * Tokens say the order in which they were granted, and in which they were accepted: that order is a linearization exactly
 * when none returned before one with a smaller token was invoked. A use that was refused needs a greater token to have been
 * used before it returned, by an operation that crashed perhaps: a token can have been used as soon as it and all accepted
 * smaller ones were invoked.
 */
export const leaseLockMonitor: Monitor = {
	decide(table) {
		const codes = functionCodes(table, ['acquire', 'use', 'release']);
		if (codes === undefined) return undecided('it has other operations than acquire, use and release');
		const timeline = timelineOf(table);
		const granted: Token[] = [];
		const accepted: Token[] = [];
		const refused: Token[] = [];
		const crashed: Token[] = [];
		for (let row = 0; row < table.length; row++) {
			const code = codes[table.f[row] as number];
			const isCrashed = table.completed[row] === CRASHED;
			if (code !== USE && (code !== ACQUIRE || isCrashed)) continue;
			const output = isCrashed ? null : table.values.value(table.output[row] as number);
			const number = code === ACQUIRE ? output : table.values.value(table.input[row] as number);
			if (typeof number !== 'number') {
				if (code === USE) return undecided('something else than a number is used as a token');
				return illegal(() => ({ rows: [row], sentence: `${describeRow(table, row)} did not get a number.` }));
			}
			const token = { number, row };
			if (code === ACQUIRE) granted.push(token);
			else (isCrashed ? crashed : output === false ? refused : accepted).push(token);
		}
		return checkGranted(table, granted, timeline) ?? checkUsed(table, { accepted, refused, crashed }, timeline);
	},
};

interface Token {
	readonly number: number;
	readonly row: number;
}

function checkGranted(table: OperationTable, granted: readonly Token[], timeline: Timeline): Decision | undefined {
	const sorted = granted.toSorted((a, b) => a.number - b.number);
	const first = sorted[0];
	if (first !== undefined && first.number <= 0) {
		return illegal(() => ({
			rows: [first.row],
			sentence: `${describeRow(table, first.row)} got no token, for they begin above 0.`,
		}));
	}
	for (const [i, { number, row }] of sorted.entries()) {
		const before = sorted[i - 1];
		if (before?.number !== number) continue;
		return illegal(() => ({
			rows: [before.row, row],
			sentence: `${describeRow(table, before.row)} and ${describeRow(table, row)} got the same token.`,
		}));
	}
	return findDisorder(table, sorted, timeline);
}

/** A token that came before a smaller one, by time. */
function findDisorder(
	table: OperationTable,
	sorted: readonly Token[],
	{ invoked, completed }: Timeline,
): Decision | undefined {
	let latest: Token | undefined;
	let candidate: Token | undefined;
	for (const token of sorted) {
		if (candidate !== undefined && candidate.number < token.number) latest = candidate;
		const earlier = latest;
		if (earlier !== undefined && (completed[token.row] as number) < (invoked[earlier.row] as number)) {
			return illegal(() => ({
				rows: [earlier.row, token.row],
				sentence: `${describeRow(table, token.row)} returned before ${describeRow(table, earlier.row)} was invoked, whose token is smaller.`,
			}));
		}
		if (candidate === undefined || (invoked[token.row] as number) > (invoked[candidate.row] as number))
			candidate = token;
	}
	return undefined;
}

function checkUsed(
	table: OperationTable,
	{ accepted, refused, crashed }: { readonly [kind in 'accepted' | 'refused' | 'crashed']: readonly Token[] },
	timeline: Timeline,
): Decision {
	const sorted = accepted.toSorted((a, b) => a.number - b.number);
	const disorder = findDisorder(table, sorted, timeline);
	if (disorder !== undefined) return disorder;
	const { invoked, completed } = timeline;
	const uses = [...sorted, ...crashed].sort((a, b) => a.number - b.number);
	/** By use: the first position after which it can have taken effect, with all smaller tokens that were accepted. */
	const possible = firstPossible(uses, table, invoked);
	const since = new Float64Array(uses.length + 1).fill(Number.POSITIVE_INFINITY);
	for (let i = uses.length - 1; i >= 0; i--) since[i] = Math.min(since[i + 1] as number, possible[i] as number);
	for (const { number, row } of refused) {
		const greater = firstGreater(uses, number);
		if ((since[greater] as number) < (completed[row] as number)) continue;
		return illegal(() => refusedEvidence(table, row, uses, greater, timeline));
	}
	return ok;
}

function firstPossible(uses: readonly Token[], table: OperationTable, invoked: Int32Array): number[] {
	const possible: number[] = [];
	let smaller = -1;
	let equal = -1;
	let number = Number.NEGATIVE_INFINITY;
	for (const use of uses) {
		if (use.number > number) {
			smaller = Math.max(smaller, equal);
			number = use.number;
		}
		const began = invoked[use.row] as number;
		possible.push(Math.max(smaller, began));
		if (table.completed[use.row] !== CRASHED) equal = Math.max(equal, began);
	}
	return possible;
}

/** The place of the first token above a number. */
function firstGreater(uses: readonly Token[], number: number): number {
	let low = 0;
	let high = uses.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((uses[middle] as Token).number > number) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** The refused use, greater tokens whose use had been invoked, and smaller ones for which those had to wait. */
function refusedEvidence(
	table: OperationTable,
	row: number,
	uses: readonly Token[],
	greater: number,
	timeline: Timeline,
) {
	const { invoked, completed } = timeline;
	const returned = completed[row] as number;
	const begun = uses.slice(greater).filter((use) => (invoked[use.row] as number) < returned);
	const rows = [row, ...begun.map((use) => use.row)];
	for (const { number } of begun) {
		const waitedFor = uses.find(
			(use) => use.number < number && table.completed[use.row] !== CRASHED && (invoked[use.row] as number) > returned,
		);
		rows.push(waitedFor?.row ?? NONE);
	}
	return {
		rows: rows.filter((one) => one !== NONE),
		sentence: `${describeRow(table, row)} was refused, though no greater token can have been used before.`,
	};
}
