import { canonical } from '../canonical.ts';
import { shorten } from '../describe-operation.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { AppendedValues } from './appended-values.ts';
import { type ChainNames, evidenceOf } from './chain-evidence.ts';
import { findChainViolation, INITIAL } from './chains.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { registerMonitor } from './register.ts';
import { timelineOf } from './timeline.ts';
import { TokenReader } from './token-reader.ts';

const GET = 0;
const PUT = 1;

/**
 * One key of a store: a register with `read`, `write` and `cas`; or a string with `get`, `put` and `append`, where what is
 * put and appended differs and no such token is the beginning of another one, so that every get tells the tokens that it
 * shows. O(total length of what was read).
 */
export const kvMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['get', 'put', 'append']);
		if (codes === undefined) return registerMonitor.decide(table, initial);
		if (initial !== null && typeof initial !== 'string') return undecided('it is no string at first');
		return decide(table, codes, initial ?? '');
	},
};

function decide(table: OperationTable, codes: Uint8Array, initial: string): Decision {
	const appended = new AppendedValues(table.length);
	const reader = new TokenReader(initial);
	const problem = collectTokens(table, codes, appended, reader);
	if (problem !== undefined) return undecided(problem);
	const { chains } = appended;
	const timeline = timelineOf(table);
	for (let row = 0; row < table.length; row++) {
		if (codes[table.f[row] as number] !== GET || table.completed[row] === CRASHED) continue;
		const text = table.values.value(table.output[row] as number);
		const isRead = typeof text === 'string' && reader.read(text);
		if (!isRead) return illegal(() => noSuchText(table, row));
		for (let i = reader.fresh; i < reader.tokens.length; i++) {
			const before = i === 0 ? NONE : (reader.tokens[i - 1] as number);
			if (appended.follows(reader.tokens[i] as number, before, row, initial === '')) continue;
			const tokens = reader.tokens.slice(0, i + 1);
			const sentence = `${describeRow(table, row)} shows what cannot stand where it does, by how it was written or by what another get shows.`;
			return illegal(() => appended.contradiction(row, tokens, sentence));
		}
		appended.note(row, reader.value, timeline);
	}
	const violation = findChainViolation(chains, timeline);
	if (violation === undefined) return ok;
	const stateOf = (value: number): string => {
		if (value === INITIAL) return initial;
		const from = chains.from[value] as number;
		return `${from === NONE ? '' : stateOf(from)}${tokenOf(table, chains.writer[value] as number)}`;
	};
	const names: ChainNames = {
		stateOf,
		describe: (value) => shorten(canonical(stateOf(value))),
		shownBy: (value) => appended.shownBy(value),
	};
	return illegal(() => evidenceOf(violation, chains, table, timeline, names));
}

function collectTokens(
	table: OperationTable,
	codes: Uint8Array,
	appended: AppendedValues,
	reader: TokenReader,
): string | undefined {
	for (let row = 0; row < table.length; row++) {
		const code = codes[table.f[row] as number];
		if (code === GET) continue;
		const text = tokenOf(table, row);
		if (typeof text !== 'string' || text === '')
			return 'something else than a text that is not empty is put or appended';
		if (!reader.add(text, appended.write(row, code === PUT)))
			return `${shorten(canonical(text))} is put or appended twice`;
	}
	return reader.findPrefix();
}

function tokenOf({ values, input }: OperationTable, row: number) {
	return values.value(input[row] as number);
}

function noSuchText(table: OperationTable, row: number) {
	return {
		rows: [row],
		sentence: `${describeRow(table, row)} returned a text that nothing that was put or appended makes.`,
	};
}
