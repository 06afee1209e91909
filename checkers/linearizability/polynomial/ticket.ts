import { CRASHED, type OperationTable } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/**
 * `take`, which returns the next number each time (fetch-and-increment): O(n).
 *
 * The numbers say the order. A number that nobody returned was given to an operation that crashed, or the ones after it
 * could not have been; the crashed operation that was invoked first serves best. Then the order is a linearization exactly
 * when none returned before one with a smaller number was invoked.
 */
export const ticketMonitor: Monitor = {
	decide(table, initial) {
		if (functionCodes(table, ['take']) === undefined) return undecided('it has other operations than take');
		return decide(table, timelineOf(table), initial as number);
	},
};

function decide(table: OperationTable, timeline: Timeline, initial: number): Decision {
	const { length, output, values, completed: recorded } = table;
	const { invoked, completed } = timeline;
	const rowOf = new Int32Array(length).fill(NONE);
	const crashed: number[] = [];
	let most = -1;
	for (let row = 0; row < length; row++) {
		if (recorded[row] === CRASHED) {
			crashed.push(row);
			continue;
		}
		const value = values.value(output[row] as number);
		const place = typeof value === 'number' ? value - initial : NONE;
		if (!Number.isInteger(place) || place < 0 || place >= length) return illegal(() => impossible(table, row));
		const other = rowOf[place] as number;
		if (other !== NONE) return illegal(() => twice(table, other, row));
		rowOf[place] = row;
		if (place > most) most = place;
	}
	let latest = NONE;
	let latestPlace = 0;
	let used = 0;
	for (let place = 0; place <= most; place++) {
		let row = rowOf[place] as number;
		if (row === NONE) {
			if (used === crashed.length) return illegal(() => missing(table, rowOf[most] as number, place + initial));
			row = crashed[used++] as number;
		} else if (latest !== NONE && (completed[row] as number) < (invoked[latest] as number)) {
			const before = latest;
			const state = latestPlace + initial;
			return illegal(() => ({
				rows: [row, before],
				...(latestPlace > 0 && { before: { state } }),
				sentence: `${describeRow(table, row)} returned before ${describeRow(table, before)} was invoked, which has the number ${state}.`,
			}));
		}
		if (latest === NONE || (invoked[row] as number) > (invoked[latest] as number)) {
			latest = row;
			latestPlace = place;
		}
	}
	return ok;
}

function impossible(table: OperationTable, row: number) {
	return { rows: [row], sentence: `${describeRow(table, row)} is none of the numbers that can have been given.` };
}

function twice(table: OperationTable, one: number, other: number) {
	const sentence = `${describeRow(table, one)} and ${describeRow(table, other)} returned one number.`;
	return { rows: [one, other], before: { state: table.values.value(table.output[one] as number) }, sentence };
}

function missing(table: OperationTable, row: number, number: number) {
	return {
		rows: [row],
		before: { state: number },
		sentence: `${describeRow(table, row)} came later than ${number}, which nobody was given, nor can any operation have been that crashed.`,
	};
}
