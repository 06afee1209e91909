import { canonical } from '../canonical.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { describeRow, describeValue } from './describe-row.ts';
import { FLIPS, type FlagFailure, FlagSweep, SAW, SILENT } from './flag.ts';
import { functionCodes } from './function-codes.ts';
import { decideGrowing } from './growing-set.ts';
import { withLocalIds } from './local-ids.ts';
import { type Decision, illegal, type Monitor, ok, undecided } from './monitor.ts';
import { eventsOf, type Timeline, timelineOf } from './timeline.ts';

const known = ['add', 'remove', 'contains', 'read'];

/**
 * `add`, `remove` and `contains`: each element is a flag of its own, since none of them looks at another (locality), and
 * values may repeat: O(n log n). Where `add` and `remove` do not answer whether there was anything to do, either is tried,
 * for a few such operations on an element; for many where the whole history is nothing but `add`. With a `read` of the whole set
 * only where nothing is ever removed.
 */
export const setMonitor: Monitor = {
	decide(table) {
		const codes = functionCodes(table, known);
		if (codes === undefined) return undecided('it has other operations than add, remove, contains and read');
		if (table.f.some((f) => codes[f] === READ)) return decideGrowing(table);
		const decision = decideElements(table, codes);
		const growsOnly = () => table.f.every((f) => codes[f] === ADD);
		return decision.outcome === 'undecided' && growsOnly() ? decideGrowing(table) : decision;
	},
};

const [ADD, READ] = [0, 3] as const;
/** Of `add` and `remove` that do not say whether they changed anything: `ENSURES + what they change if they do`. */
const ENSURES = 6;
/** Operations on one element that do not, at most: beyond that there are too many cases. */
const ensuringMax = 6;

function decideElements(table: OperationTable, codes: Uint8Array): Decision {
	const timeline = timelineOf(table);
	const events = eventsOf(timeline);
	const kinds = new Uint8Array(table.length);
	for (let row = 0; row < table.length; row++) kinds[row] = kindOf(table, row, codes[table.f[row] as number] as number);
	const { starts, positions } = groupByElement(table, events);
	const sweep = new FlagSweep(kinds, timeline);
	let because: string | undefined;
	for (let element = 0; element + 1 < starts.length; element++) {
		const [from, to] = [starts[element] as number, starts[element + 1] as number];
		const ensuring = ensuringAmong(positions, from, to, events, kinds);
		if (ensuring.length > ensuringMax)
			because ??= 'too many operations on one element do not say whether they changed anything';
		else {
			const failure = tryCases(ensuring, kinds, () => sweep.run(events, positions, from, to));
			if (failure !== undefined) return refuse(table, timeline, kinds, failure);
		}
	}
	return because === undefined ? ok : undecided(because);
}

/** What an operation says of its element. */
function kindOf({ completed, output, values }: OperationTable, row: number, code: number): number {
	const from = code === 1 ? 1 : 0;
	const asks = code === 2;
	if (completed[row] === CRASHED) return asks ? SILENT : FLIPS + from;
	const answer = values.value(output[row] as number);
	if (asks) return typeof answer === 'boolean' ? SAW + Number(answer) : SILENT;
	if (typeof answer !== 'boolean') return ENSURES + from;
	return answer ? FLIPS + from : SAW + 1 - from;
}

const nobody: readonly number[] = [];

function ensuringAmong(
	positions: Int32Array,
	from: number,
	to: number,
	events: Int32Array,
	kinds: Uint8Array,
): readonly number[] {
	let rows = nobody;
	for (let i = from; i < to; i++) {
		const row = (events[positions[i] as number] as number) - 1;
		if (row >= 0 && (kinds[row] as number) >= ENSURES) rows = [...rows, row];
	}
	return rows;
}

/** Runs with every choice of which of these operations changed something. Fails if all do, as the first one did. */
function tryCases(
	rows: readonly number[],
	kinds: Uint8Array,
	run: () => FlagFailure | undefined,
): FlagFailure | undefined {
	if (rows.length === 0) return run();
	let first: FlagFailure | undefined;
	const from = rows.map((row) => (kinds[row] as number) - ENSURES);
	for (let idle = 0; idle < 1 << rows.length; idle++) {
		for (const [i, row] of rows.entries()) {
			const changes = from[i] as number;
			kinds[row] = ((idle >> i) & 1) === 0 ? FLIPS + changes : SAW + 1 - changes;
		}
		const failure = run();
		if (failure === undefined) return undefined;
		// Where the explanation may begin differs from case to case: at the beginning always.
		first ??= { ...failure, since: 0, until: Number.POSITIVE_INFINITY };
	}
	return first;
}

/** The positions of each element's events in order: those of element `i` from `starts[i]` to `starts[i + 1]`. */
function groupByElement({ length, input, values }: OperationTable, events: Int32Array) {
	return withLocalIds(values, (ids) => {
		const elementOf = new Int32Array(length);
		for (let row = 0; row < length; row++) elementOf[row] = ids.of(input[row] as number);
		const starts = new Int32Array(ids.count + 1);
		const next = new Int32Array(ids.count);
		for (let position = 0; position < events.length; position++) {
			const event = events[position] as number;
			if (event === 0) continue;
			const after = (elementOf[Math.abs(event) - 1] as number) + 1;
			starts[after] = (starts[after] as number) + 1;
		}
		for (let element = 0; element < ids.count; element++) {
			starts[element + 1] = (starts[element + 1] as number) + (starts[element] as number);
			next[element] = starts[element] as number;
		}
		const positions = new Int32Array(starts[ids.count] as number);
		for (let position = 0; position < events.length; position++) {
			const event = events[position] as number;
			if (event === 0) continue;
			const element = elementOf[Math.abs(event) - 1] as number;
			positions[next[element] as number] = position;
			next[element] = (next[element] as number) + 1;
		}
		return { starts, positions };
	});
}

/** With fewer operations on the element they are all looked through for an explanation. */
const shownFromTheStart = 20;

function refuse(table: OperationTable, timeline: Timeline, kinds: Uint8Array, failure: FlagFailure): Decision {
	return illegal(() => {
		const { row, since, until, state } = failure;
		const element = table.input[row] as number;
		const all: number[] = [];
		for (let one = 0; one < table.length; one++) {
			const began = timeline.invoked[one] as number;
			if (table.input[one] === element && kinds[one] !== SILENT && began <= until) all.push(one);
		}
		const isShort = since === 0 || all.length <= shownFromTheStart;
		const rows = isShort ? all : all.filter((one) => (timeline.invoked[one] as number) >= since);
		const name = canonical(table.values.value(element));
		return {
			rows,
			...(!isShort && { before: { state: state === 1 ? [name] : [] } }),
			sentence: `${describeRow(table, row)} contradicts what others did to the element ${describeValue(table, element)} and saw of it.`,
		};
	});
}
