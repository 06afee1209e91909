import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical } from '../canonical.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, type Evidence, illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const ADD = 0;
const READ = 1;

/** `add x` and `read` of the whole set: see `decideGrowing`. */
export const growOnlySetMonitor: Monitor = { decide: decideGrowing };

/**
 * A set to which elements are added and never removed, and which is read as a whole. O(total length of what was read).
 *
 * Reads must be nested, which puts them in order by what they show; so every element has its place before the first read
 * that shows it and after the last one that does not, and what nobody saw comes last. That order is a linearization exactly
 * when nothing in a later place returned before something in an earlier place was invoked. Of several additions of one
 * element the first invoked does it; none may be before its place.
 */
export function decideGrowing(table: OperationTable): Decision {
	const codes = functionCodes(table, ['add', 'read']);
	if (codes === undefined) return undecided('with whole reads, it has other operations than add and read');
	const { length, f, input, output, completed, values } = table;
	const elements = new Map<number, Element>();
	const reads: number[] = [];
	for (let row = 0; row < length; row++) {
		const code = codes[f[row] as number];
		const crashed = completed[row] === CRASHED;
		if (code === READ && !crashed) reads.push(row);
		if (code !== ADD) continue;
		const answer = crashed ? null : values.value(output[row] as number);
		const known = elements.get(input[row] as number);
		if (answer === false || (answer === true && known !== undefined) || known?.answered === true) {
			return undecided('additions of one element say which of them changed the set');
		}
		if (known === undefined)
			elements.set(input[row] as number, { rows: [row], place: NONE, answered: answer === true });
		else known.rows.push(row);
	}
	return new GrowingSet(table, elements, reads).decide();
}

interface Element {
	/** The additions, in the order of their invocations. */
	readonly rows: number[];
	/** The place of the first read that shows it; `NONE` while nobody has. */
	place: number;
	readonly answered: boolean;
}

class GrowingSet {
	readonly #table: OperationTable;
	readonly #timeline: Timeline;
	readonly #elements: ReadonlyMap<number, Element>;
	readonly #reads: readonly number[];

	constructor(table: OperationTable, elements: ReadonlyMap<number, Element>, reads: readonly number[]) {
		this.#table = table;
		this.#timeline = timelineOf(table);
		this.#elements = elements;
		this.#reads = reads;
	}

	decide(): Decision {
		for (const row of this.#reads) {
			if (!this.#isMadeOfElements(row)) return illegal(() => this.#impossible(row));
		}
		// Reads of one size come in the order of their invocations.
		const sorted = this.#reads.toSorted((a, b) => this.#shown(a).length - this.#shown(b).length);
		const apart = this.#findPlaces(sorted);
		if (apart !== undefined) return illegal(() => this.#notNested(...apart));
		const disorder = this.#findDisorder(sorted);
		return disorder === undefined ? ok : illegal(() => this.#outOfOrder(...disorder));
	}

	#shown(row: number): readonly JsonValue[] {
		return this.#table.values.value(this.#table.output[row] as number) as readonly JsonValue[];
	}

	#element(item: JsonValue): Element | undefined {
		return this.#elements.get(this.#table.values.intern(item));
	}

	#isMadeOfElements(row: number): boolean {
		const shown = this.#shown(row) as unknown;
		if (!Array.isArray(shown)) return false;
		const elements = shown.map((item: JsonValue) => this.#element(item));
		return !elements.includes(undefined) && new Set(elements).size === shown.length;
	}

	/** Gives each element its place. Two reads of which neither shows all that the other does. */
	#findPlaces(sorted: readonly number[]): readonly [number, number] | undefined {
		let shownBefore = 0;
		for (const [place, row] of sorted.entries()) {
			let known = 0;
			for (const item of this.#shown(row)) {
				const element = this.#element(item) as Element;
				if (element.place !== NONE) known++;
				else element.place = place;
			}
			if (known < shownBefore) return [sorted[place - 1] as number, row];
			shownBefore = this.#shown(row).length;
		}
		return undefined;
	}

	/** Two operations of which the first comes earlier and was invoked only after the second had returned. */
	#findDisorder(sorted: readonly number[]): readonly [earlier: number, later: number] | undefined {
		const { invoked, completed, end } = this.#timeline;
		const byPlace: Element[][] = sorted.map(() => []);
		const unseen: Element[] = [];
		for (const element of this.#elements.values()) (byPlace[element.place] ?? unseen).push(element);
		let latest = NONE;
		const since = () => (latest === NONE ? -1 : (invoked[latest] as number));
		const tooEarly = (rows: readonly number[]) => rows.find((row) => (completed[row] as number) < since());
		for (let place = 0; place <= sorted.length; ) {
			const sizeHere = place < sorted.length ? this.#shown(sorted[place] as number).length : NONE;
			let after = place + 1;
			while (after < sorted.length && this.#shown(sorted[after] as number).length === sizeHere) after++;
			const here = place === sorted.length ? unseen : (byPlace[place] as Element[]);
			const readsHere = sorted.slice(place, after);
			const early = tooEarly(here.flatMap(({ rows }) => rows));
			if (early !== undefined) return [latest, early];
			for (const { rows } of here) latest = this.#later(latest, rows[0] as number, end);
			const earlyRead = tooEarly(readsHere);
			if (earlyRead !== undefined) return [latest, earlyRead];
			for (const row of readsHere) latest = this.#later(latest, row, end);
			place = after;
		}
		return undefined;
	}

	/** The one that was invoked later. A crashed addition that nobody saw need not take effect. */
	#later(one: number, other: number, end: number): number {
		const { invoked, completed } = this.#timeline;
		if (completed[other] === end && this.#placeOf(other) === NONE) return one;
		return one === NONE || (invoked[other] as number) > (invoked[one] as number) ? other : one;
	}

	#placeOf(addition: number): number {
		return this.#elements.get(this.#table.input[addition] as number)?.place ?? NONE;
	}

	#impossible(row: number): Evidence {
		return { rows: [row], sentence: `${describeRow(this.#table, row)} is no set of elements that were added.` };
	}

	#notNested(one: number, other: number): Evidence {
		const [a, b] = [this.#shown(one).map(canonical), this.#shown(other).map(canonical)];
		const differing = [...this.#shown(one), ...this.#shown(other)].filter(
			(item) => a.includes(canonical(item)) !== b.includes(canonical(item)),
		);
		return {
			rows: [one, other, ...differing.flatMap((item) => this.#element(item)?.rows ?? [])],
			before: { state: a.filter((item) => b.includes(item)).sort() },
			sentence: `${describeRow(this.#table, one)} and ${describeRow(this.#table, other)} each show something that the other does not.`,
		};
	}

	#outOfOrder(earlier: number, later: number): Evidence {
		const isRead = (row: number) => this.#reads.includes(row);
		const say = (row: number) => describeRow(this.#table, row);
		const place = this.#placeOf(earlier);
		const read = isRead(earlier)
			? earlier
			: isRead(later)
				? later
				: (this.#reads.toSorted((a, b) => this.#shown(a).length - this.#shown(b).length)[place] as number);
		const shown = this.#shown(read).map(canonical);
		const added = isRead(earlier) ? [] : [canonical(this.#table.values.value(this.#table.input[earlier] as number))];
		const missing =
			isRead(earlier) && isRead(later) ? this.#shown(later).filter((item) => !shown.includes(canonical(item))) : [];
		const additions = isRead(earlier) ? [] : (this.#elements.get(this.#table.input[earlier] as number)?.rows ?? []);
		return {
			rows: [earlier, later, read, ...additions, ...missing.flatMap((item) => this.#element(item)?.rows ?? [])],
			before: { state: shown.filter((item) => !added.includes(item)).sort() },
			sentence: `By what reads show, ${say(later)} comes after ${say(earlier)}, but it had returned before that was invoked.`,
		};
	}
}
