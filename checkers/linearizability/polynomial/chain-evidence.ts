import type { OperationTable } from '../operations.ts';
import { type Block, type ChainedValues, type ChainViolation, findNeeds } from './chains.ts';
import { describeRow } from './describe-row.ts';
import { type Evidence, NONE } from './monitor.ts';
import type { Timeline } from './timeline.ts';

/** What the values of a chain are, for those who only know their numbers. */
export interface ChainNames {
	/** The state of the object while it holds the value. */
	stateOf(value: number): unknown;
	describe(value: number): string;
	/**
	 * Where an operation itself does not tell what its value came from: a read that shows it, and the value that this read
	 * returned, which came from that one.
	 */
	shownBy?(value: number): { readonly row: number; readonly value: number };
}

/** A chain with more writers than this is shown from its middle on. */
const shownFromTheStart = 4;

/** The operations that show a violation, and a sentence about them. */
export function evidenceOf(
	violation: ChainViolation,
	values: ChainedValues,
	table: OperationTable,
	timeline: Timeline,
	names: ChainNames,
): Evidence {
	const evidence = explain(violation, values, table, timeline, names);
	return { ...evidence, rows: [...evidence.rows, ...origins(evidence.rows, values, names)] };
}

/** Reads that show what values came from, with whatever else they show after them. */
function origins(rows: readonly number[], { writer, from }: ChainedValues, names: ChainNames): number[] {
	if (names.shownBy === undefined) return [];
	const chosen = new Set(rows);
	const added = new Set<number>();
	for (const [value, row] of writer.entries()) {
		if (row === NONE || from[value] === NONE || !chosen.has(row)) continue;
		const shown = names.shownBy(value);
		if (added.has(shown.row)) continue;
		added.add(shown.row);
		for (let one = shown.value; one !== value; one = from[one] as number) added.add(writer[one] as number);
	}
	return [...added];
}

function explain(
	violation: ChainViolation,
	values: ChainedValues,
	table: OperationTable,
	timeline: Timeline,
	names: ChainNames,
): Evidence {
	const chains = new Chains(values, timeline, names);
	const say = (row: number) => describeRow(table, row);
	switch (violation.kind) {
		case 'unwritten':
			return {
				rows: [violation.row, ...chains.proofOf(violation.row)],
				sentence: `${say(violation.row)} found ${names.describe(violation.value)}, which nobody had written.`,
			};
		case 'fork': {
			const rows = violation.next.flatMap((value) => chains.proofOfValue(value));
			const [one, other] = violation.next.map((value) => say(values.writer[value] as number));
			return {
				...chains.from(violation.value, rows),
				sentence: `${one} and ${other} both found ${names.describe(violation.value)}, which was written once.`,
			};
		}
		case 'cycle':
			return {
				rows: violation.values.flatMap((value) => chains.proofOfValue(value)),
				sentence: `Each of the values ${violation.values.map(names.describe).join(', ')} was made from another of them.`,
			};
		case 'order':
			return {
				...chains.outOfOrder(violation),
				sentence: `${say(violation.returned)} returned before ${say(violation.invoked)} was invoked, which must come first.`,
			};
		case 'overlap': {
			const [one, other] = violation.blocks;
			return {
				rows: violation.blocks.flatMap((block) => chains.zoneOf(block)),
				sentence:
					`${chains.describe(one)} and ${chains.describe(other)} cannot be held one after the other: ` +
					'of each something returned before something of the other was invoked.',
			};
		}
	}
}

class Chains {
	readonly #values: ChainedValues;
	readonly #timeline: Timeline;
	readonly #names: ChainNames;
	/** See `findNeeds`. */
	readonly #neededBy: Int32Array;
	/** The value that a needed cas made of a value. */
	readonly #next = new Map<number, number>();

	constructor(values: ChainedValues, timeline: Timeline, names: ChainNames) {
		this.#values = values;
		this.#timeline = timeline;
		this.#names = names;
		this.#neededBy = findNeeds(values, timeline);
		for (let value = 0; value < values.count; value++) {
			const source = values.from[value] as number;
			if (source !== NONE && this.#neededBy[value] !== NONE) this.#next.set(source, value);
		}
	}

	/** Why the operation in this row took effect, unless it returned: what somebody saw of it. */
	proofOf(row: number): number[] {
		if (this.#timeline.completed[row] !== this.#timeline.end) return [];
		const value = this.#values.writer.indexOf(row);
		return value === NONE ? [] : this.proofOfValue(value);
	}

	/** The writer of a value, and whatever shows that it took effect. */
	proofOfValue(value: number): number[] {
		const { writer } = this.#values;
		const rows: number[] = [];
		for (let one = value; ; one = this.#neededBy[one] as number) {
			const row = writer[one] as number;
			rows.push(row);
			if (this.#neededBy[one] !== one) continue;
			if (this.#timeline.completed[row] === this.#timeline.end) rows.push(this.#firstReader(one));
			return rows;
		}
	}

	/** The row of the read that returned the value first. */
	#firstReader(value: number): number {
		return this.#timeline.completed.indexOf(this.#values.firstRead[value] as number);
	}

	/** The row of the read that returned the value and was invoked last. */
	#lastReader(value: number): number {
		return this.#timeline.invoked.indexOf(this.#values.lastRead[value] as number);
	}

	/** These rows, all of which come after a value was written: with its chain if that is short, or starting in its state. */
	from(value: number, rows: readonly number[]): Pick<Evidence, 'rows' | 'before'> {
		const { writers, source } = this.#writersSince(value, NONE, shownFromTheStart);
		if (source === undefined) return { rows: [...writers, ...rows] };
		return { rows, before: { state: this.#names.stateOf(value) } };
	}

	outOfOrder({
		earlier,
		invoked,
		later,
		returned,
	}: ChainViolation & { kind: 'order' }): Pick<Evidence, 'rows' | 'before'> {
		const { writer, from } = this.#values;
		const between = this.#writersSince(later, earlier).writers;
		const rows = [invoked, returned, ...between];
		if (writer[earlier] !== invoked) return this.from(earlier, rows);
		const source = from[earlier] as number;
		return source === NONE ? { rows } : this.from(source, rows);
	}

	/** The operations at both ends of a zone, and all that binds them together. */
	zoneOf({ root, firstReturn, lastInvocation }: Block): number[] {
		const { writer, firstRead, lastRead } = this.#values;
		const { invoked, completed } = this.#timeline;
		const ends = new Set<number>();
		const rows: number[] = [];
		let length = 0;
		for (let value: number | undefined = root; value !== undefined; value = this.#next.get(value)) {
			const row = writer[value] as number;
			if (row !== NONE) rows.push(row);
			const before = ends.size;
			if (row !== NONE && (completed[row] === firstReturn || invoked[row] === lastInvocation)) ends.add(row);
			if (firstRead[value] === firstReturn) ends.add(this.#firstReader(value));
			if (lastRead[value] === lastInvocation) ends.add(this.#lastReader(value));
			if (ends.size > before) length = rows.length;
		}
		return [...rows.slice(0, length), ...ends, ...[...ends].flatMap((row) => this.proofOf(row))];
	}

	describe({ root }: Block): string {
		const next = this.#next.get(root);
		const { describe } = this.#names;
		return next === undefined ? describe(root) : `${describe(root)} (with ${describe(next)} made of it)`;
	}

	/**
	 * Writers from a value back to another one, which is not included, or to the beginning of the chain. `source` is the
	 * value before the last of them, where the limit ended the walk.
	 */
	#writersSince(value: number, end: number, limit = Number.POSITIVE_INFINITY) {
		const { writer, from } = this.#values;
		const writers: number[] = [];
		for (let one = value; one !== end && one !== NONE; one = from[one] as number) {
			if (writers.length === limit) return { writers, source: one };
			if (writer[one] !== NONE) writers.push(writer[one] as number);
		}
		return { writers, source: undefined };
	}
}
