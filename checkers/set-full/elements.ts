import { type History, type JsonValue, type Operation, UsageError } from '../../harness/model/index.ts';
import { canonical } from '../linearizability/canonical.ts';
import { ValuesByKey } from '../values-by-key.ts';

/** What a history says about one element of a set. */
export interface Element {
	readonly key: JsonValue | undefined;
	readonly value: JsonValue;
	/** The first attempt to add it that did not fail; undefined when there was none. */
	add: Operation | undefined;
	/** An attempt that failed, where there is no other. */
	failedAdd: Operation | undefined;
	/** The completion of an add or of a read that showed it, whichever was first: from then on it is known to be there. */
	known: { readonly position: number; readonly at: number } | undefined;
	/** The read that began last among those that showed it. */
	lastPresent: Operation | undefined;
	/** The read that began last among those that did not, and that ended after the add began. */
	lastAbsent: Operation | undefined;
	/** A read that listed it more than once, and how often the worst did. */
	duplicate: { readonly read: Operation; readonly times: number } | undefined;
	/** The first read that showed it before anybody tried to add it. */
	unexpected: Operation | undefined;
}

/** Collects what a history of `add` and `read` says about each element, in time linear in what was read. */
export function elementsOf(history: History): readonly Element[] {
	const elements = new ValuesByKey<Element>();
	const find = (key: JsonValue | undefined, value: JsonValue) =>
		elements.getOrCreate(key, value, () => newElement(key, value));
	const reads: Operation[] = [];
	for (const operation of history.operations()) {
		if (operation.f === 'add') noteAdd(operation, find(operation.key, operation.input));
		else if (operation.f === 'read') reads.push(operation);
		else throw new UsageError(`Expected the operations add and read of a set that only grows, got \`${operation.f}\``);
	}
	const shown = reads.filter(({ type }) => type === 'ok').map((read) => noteRead(read, find));
	const all = [...elements.entries()];
	for (const [, sameKey] of groupByKey(shown, all)) noteAbsences(sameKey.reads, sameKey.elements);
	return all;
}

/** A read and the elements that it showed, each once. */
interface Shown {
	readonly read: Operation;
	readonly elements: ReadonlySet<Element>;
}

function newElement(key: JsonValue | undefined, value: JsonValue): Element {
	return {
		key,
		value,
		add: undefined,
		failedAdd: undefined,
		known: undefined,
		lastPresent: undefined,
		lastAbsent: undefined,
		duplicate: undefined,
		unexpected: undefined,
	};
}

function noteAdd(operation: Operation, element: Element): void {
	if (operation.type === 'fail') {
		element.failedAdd ??= operation;
		return;
	}
	element.add ??= operation;
	if (operation.type === 'ok') noteKnown(operation, element);
}

function noteKnown({ completed, completedAt }: Operation, element: Element): void {
	if (element.known !== undefined && element.known.position <= completed) return;
	element.known = { position: completed, at: completedAt };
}

function noteRead(read: Operation, find: (key: JsonValue | undefined, value: JsonValue) => Element): Shown {
	const { output } = read;
	if (output !== null && !Array.isArray(output)) {
		throw new UsageError(
			`Expected a read of a set to return a list, got ${JSON.stringify(output)} at ${read.completed}`,
		);
	}
	const times = new Map<Element, number>();
	for (const value of (output ?? []) as readonly JsonValue[]) {
		const element = find(read.key, value);
		times.set(element, (times.get(element) ?? 0) + 1);
	}
	for (const [element, count] of times) {
		if (count > 1 && count > (element.duplicate?.times ?? 1)) element.duplicate = { read, times: count };
		notePresence(read, element);
	}
	return { read, elements: new Set(times.keys()) };
}

function notePresence(read: Operation, element: Element): void {
	if (element.add === undefined || element.add.invoked > read.completed) {
		if (element.unexpected === undefined || read.completed < element.unexpected.completed) element.unexpected = read;
	}
	noteKnown(read, element);
	if (element.lastPresent === undefined || element.lastPresent.invoked < read.invoked) element.lastPresent = read;
}

function groupByKey(shown: readonly Shown[], elements: readonly Element[]) {
	const groups = new Map<string, { reads: Shown[]; elements: Element[] }>();
	const groupOf = (key: JsonValue | undefined) => {
		const name = canonical(key);
		const group = groups.get(name) ?? { reads: [], elements: [] };
		groups.set(name, group);
		return group;
	};
	for (const one of shown) groupOf(one.read.key).reads.push(one);
	for (const element of elements) groupOf(element.key).elements.push(element);
	return groups;
}

/**
 * From the read that began last to the first one: whoever is not shown, and has not been missed yet, is missed here. Each
 * read costs what it shows, for an element that is looked at again was shown, and one that is missed is done with.
 */
function noteAbsences(reads: readonly Shown[], elements: readonly Element[]): void {
	const byStart = reads.toSorted((a, b) => a.read.invoked - b.read.invoked);
	/** The latest end of a read among the first ones: nobody misses what was added after it. */
	const latestEnd: number[] = [];
	for (const { read } of byStart) latestEnd.push(Math.max(read.completed, latestEnd.at(-1) ?? 0));
	let open = elements.filter(({ add }) => add !== undefined);
	for (let i = byStart.length - 1; i >= 0; i--) {
		const { read, elements: shown } = byStart[i] as Shown;
		open = open.filter((element) => {
			const { invoked } = element.add as Operation;
			if (invoked > (latestEnd[i] as number)) return false;
			if (shown.has(element) || invoked > read.completed) return true;
			element.lastAbsent = read;
			return false;
		});
	}
}
