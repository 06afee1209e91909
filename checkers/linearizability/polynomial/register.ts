import type { JsonValue } from '../../../harness/model/index.ts';
import type { Numbering } from '../numbering.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { evidenceOf } from './chain-evidence.ts';
import { type ChainedValues, emptyChains, findChainViolation, noteRead } from './chains.ts';
import { describeValue } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { withLocalIds } from './local-ids.ts';
import { type Decision, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const READ = 0;
const CAS = 2;

/**
 * `read`, `write` and `cas [old, new]` where no value is written twice, nor the initial one again: O(n). A cas from a value
 * to itself is a read.
 */
export const registerMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['read', 'write', 'cas']);
		if (codes === undefined) return undecided('it has other operations than read, write and cas');
		const initialId = table.values.intern(initial as JsonValue);
		return withLocalIds(table.values, (ids) => {
			ids.of(initialId);
			return decide(table, codes, ids);
		});
	},
};

function decide(table: OperationTable, codes: Uint8Array, ids: Numbering): Decision {
	const values = emptyChains(Math.min(2 * table.length + 1, table.values.size));
	const timeline = timelineOf(table);
	const problem = collect(table, timeline, codes, ids, values);
	if (problem !== undefined) return undecided(problem);
	const violation = findChainViolation(values, timeline);
	if (violation === undefined) return ok;
	const names = {
		stateOf: (value: number) => table.values.value(ids.original(value)),
		describe: (value: number) => describeValue(table, ids.original(value)),
	};
	return illegal(() => evidenceOf(violation, values, table, timeline, names));
}

/** Fills the columns in. Says why it cannot. */
function collect(
	table: OperationTable,
	timeline: Timeline,
	codes: Uint8Array,
	ids: Numbering,
	values: ChainedValues & { count: number },
): string | undefined {
	const { length, f, input, output, completed } = table;
	for (let row = 0; row < length; row++) {
		const code = codes[f[row] as number];
		const crashed = completed[row] === CRASHED;
		if (code === READ) {
			if (!crashed) noteRead(values, ids.of(output[row] as number), row, timeline);
			continue;
		}
		const pair = code === CAS ? table.values.pair(input[row] as number) : undefined;
		if (code === CAS && pair === undefined) return 'a cas has no pair of values';
		const source = pair === undefined ? NONE : ids.of(pair[0]);
		const value = ids.of(pair === undefined ? (input[row] as number) : pair[1]);
		if (source === value) {
			if (!crashed) noteRead(values, value, row, timeline);
			continue;
		}
		if (value === 0 || values.writer[value] !== NONE) {
			return `the value ${describeValue(table, ids.original(value))} is written twice`;
		}
		values.writer[value] = row;
		values.from[value] = source;
	}
	values.count = ids.count;
	return undefined;
}
