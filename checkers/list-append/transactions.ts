import type { History, JsonValue, Operation } from '../../harness/model/index.ts';

/** `['append', key, element]`, or `['r', key, list]`; `null` where nobody knows what was read. */
export type MicroOperation =
	| readonly ['append', key: string, element: string]
	| readonly ['r', key: string, list: readonly string[] | null];

/** Keys and elements as JSON, so that they compare as texts whatever they are. */
export interface Transaction {
	readonly operation: Operation;
	readonly type: Operation['type'];
	readonly steps: readonly MicroOperation[];
}

/** Which append an element is from. */
export interface Writer {
	readonly transaction: number;
	/** Whether the transaction appends to the key again later: then this is from its middle. */
	readonly isLast: boolean;
}

/** A history that is not one of list-append. */
export class NotListAppend extends Error {
	override readonly name = 'NotListAppend';
}

/** The transactions of a history: operations `txn`, in the order of their invocations. */
export function transactionsOf(history: History): readonly Transaction[] {
	const transactions: Transaction[] = [];
	for (const operation of history.operations()) {
		if (operation.f !== 'txn') continue;
		const { type, input, output } = operation;
		const isKnown = type === 'ok';
		transactions.push({ operation, type, steps: stepsOf(isKnown ? output : input, isKnown) });
	}
	return transactions;
}

function stepsOf(value: JsonValue, isKnown: boolean): readonly MicroOperation[] {
	if (!Array.isArray(value)) throw malformed(value);
	return value.map((step: JsonValue): MicroOperation => {
		if (!Array.isArray(step) || step.length !== 3) throw malformed(step);
		const [kind, key, argument] = step as unknown as readonly [JsonValue, JsonValue, JsonValue];
		if (kind === 'append') return ['append', JSON.stringify(key), JSON.stringify(argument)];
		if (kind !== 'r') throw malformed(step);
		if (!isKnown) return ['r', JSON.stringify(key), null];
		if (argument !== null && !Array.isArray(argument)) throw malformed(step);
		return ['r', JSON.stringify(key), (argument ?? []).map((element: JsonValue) => JSON.stringify(element))];
	});
}

function malformed(value: JsonValue): NotListAppend {
	return new NotListAppend(
		`Expected a transaction of ["append", key, element] and ["r", key, list], got ${JSON.stringify(value)?.slice(0, 200)}`,
	);
}

/** By key and element, who appended it. Throws where two did: then nobody can tell whose append a read has seen. */
export function writersOf(transactions: readonly Transaction[]): ReadonlyMap<string, ReadonlyMap<string, Writer>> {
	const writers = new Map<string, Map<string, Writer>>();
	for (const [index, { steps }] of transactions.entries()) {
		const last = new Map<string, string>();
		for (const [kind, key, element] of steps) if (kind === 'append') last.set(key, element);
		for (const [kind, key, element] of steps) {
			if (kind !== 'append') continue;
			let ofKey = writers.get(key);
			if (ofKey === undefined) {
				ofKey = new Map();
				writers.set(key, ofKey);
			}
			if (ofKey.has(element)) {
				throw new NotListAppend(`Expected every element of a list to be appended once, got ${element} to ${key} twice`);
			}
			ofKey.set(element, { transaction: index, isLast: last.get(key) === element });
		}
	}
	return writers;
}

/** What a transaction saw of a key before it changed it: the list that others had made. */
export interface ExternalRead {
	readonly transaction: number;
	readonly key: string;
	readonly list: readonly string[];
}

/**
 * The first read of each key in each transaction that is known to have happened, without the transaction's own appends at
 * the end of it. Later reads of the key add nothing: that they agree is checked elsewhere.
 */
export function externalReads(transactions: readonly Transaction[]): readonly ExternalRead[] {
	const reads: ExternalRead[] = [];
	for (const [transaction, { type, steps }] of transactions.entries()) {
		if (type !== 'ok') continue;
		const seen = new Set<string>();
		const appended = new Map<string, number>();
		for (const [kind, key, argument] of steps) {
			if (kind === 'append') appended.set(key, (appended.get(key) ?? 0) + 1);
			else if (!seen.has(key)) {
				seen.add(key);
				const list = argument ?? [];
				reads.push({ transaction, key, list: list.slice(0, list.length - (appended.get(key) ?? 0)) });
			}
		}
	}
	return reads;
}
