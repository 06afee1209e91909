import type { JsonValue } from '../../../harness/model/index.ts';
import type { Numbering } from '../numbering.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { ValueTable } from '../value-table.ts';
import { AppendedValues } from './appended-values.ts';
import { evidenceOf } from './chain-evidence.ts';
import { findChainViolation, INITIAL } from './chains.ts';
import { describeRow, describeValue } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { withLocalIds } from './local-ids.ts';
import { type Decision, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { timelineOf } from './timeline.ts';

/** `append x` and `read` of the whole list, where nothing is appended twice. O(total length of what was read). */
export const appendListMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['read', 'append']);
		if (codes === undefined) return undecided('it has other operations than append and read');
		if (!Array.isArray(initial) || initial.length > 0) return undecided('it is not empty at first');
		internItems(table, codes);
		return withLocalIds(table.values, (ids) => decide(table, codes, ids));
	},
};

/** Items get their ids before they are numbered. */
function internItems({ length, f, output, completed, values }: OperationTable, codes: Uint8Array): void {
	for (let row = 0; row < length; row++) {
		if (codes[f[row] as number] !== 0 || completed[row] === CRASHED) continue;
		const items = values.value(output[row] as number);
		if (Array.isArray(items)) for (const item of items) values.intern(item);
	}
}

function decide(table: OperationTable, codes: Uint8Array, ids: Numbering): Decision {
	const { length, f, input, output, completed, values } = table;
	const appended = new AppendedValues(length);
	const { chains } = appended;
	const timeline = timelineOf(table);
	// Tokens and local ids count alike: the first local id is that of the list itself, which is no item.
	const tokenOf: number[] = [];
	for (let row = 0; row < length; row++) {
		if (codes[f[row] as number] !== 1) continue;
		const item = ids.of(input[row] as number);
		if (tokenOf[item] !== undefined)
			return undecided(`${describeValue(table, input[row] as number)} is appended twice`);
		tokenOf[item] = appended.write(row, false);
	}
	for (let row = 0; row < length; row++) {
		if (codes[f[row] as number] !== 0 || completed[row] === CRASHED) continue;
		const items = output[row] === ValueTable.NULL ? [] : values.value(output[row] as number);
		const tokens = Array.isArray(items)
			? items.map((item: JsonValue) => tokenOf[ids.of(values.intern(item))])
			: [undefined];
		if (tokens.includes(undefined)) return illegal(() => notAppended(table, row));
		let before = NONE;
		for (const [i, token] of (tokens as number[]).entries()) {
			if (!appended.follows(token, before, row, true)) {
				const sentence = `${describeRow(table, row)} shows an item where another read does not.`;
				return illegal(() => appended.contradiction(row, (tokens as number[]).slice(0, i + 1), sentence));
			}
			before = token;
		}
		appended.note(row, before === NONE ? INITIAL : before, timeline);
	}
	const violation = findChainViolation(chains, timeline);
	if (violation === undefined) return ok;
	const stateOf = (value: number): JsonValue[] => {
		if (value === INITIAL || value === NONE) return [];
		return [...stateOf(chains.from[value] as number), values.value(input[chains.writer[value] as number] as number)];
	};
	const describe = (value: number) =>
		value === INITIAL ? 'the empty list' : describeValue(table, input[chains.writer[value] as number] as number);
	const names = { stateOf, describe, shownBy: (value: number) => appended.shownBy(value) };
	return illegal(() => evidenceOf(violation, chains, table, timeline, names));
}

function notAppended(table: OperationTable, row: number) {
	return { rows: [row], sentence: `${describeRow(table, row)} shows something that nobody appended.` };
}
