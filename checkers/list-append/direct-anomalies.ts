import type { Anomaly } from '../../harness/model/index.ts';
import { nameOf } from './explain.ts';
import type { Transaction, Writer } from './transactions.ts';

type Writers = ReadonlyMap<string, ReadonlyMap<string, Writer>>;

/** One anomaly of a kind for each read; of very many the first ones say it all. */
const anomaliesMax = 50;

/**
 * What a single read shows, without any other transaction's order: reads that contradict the transaction itself, elements
 * that nobody appended, or that an aborted transaction did, or from the middle of another one (Adya 1999, section 3; Elle,
 * section 4.3).
 */
export function directAnomalies(transactions: readonly Transaction[], writers: Writers): readonly Anomaly[] {
	const anomalies: Anomaly[] = [];
	for (const [index, transaction] of transactions.entries()) {
		if (anomalies.length >= anomaliesMax) break;
		if (transaction.type !== 'ok') continue;
		anomalies.push(...contradictions(transaction), ...foreignElements(index, transaction, transactions, writers));
	}
	return anomalies;
}

/** `internal`: a read that does not agree with what the transaction itself has read and appended before. */
function contradictions({ operation, steps }: Transaction): readonly Anomaly[] {
	/** By key, what is known of the list: the whole of it once it was read, else only its end. */
	const expected = new Map<string, { readonly list: readonly string[]; readonly isWhole: boolean }>();
	for (const [kind, key, argument] of steps) {
		const known = expected.get(key) ?? { list: [], isWhole: false };
		if (kind === 'append') {
			expected.set(key, { list: [...known.list, argument], isWhole: known.isWhole });
			continue;
		}
		const list = argument ?? [];
		const agrees = known.isWhole ? isEqual(list, known.list) : endsWith(list, known.list);
		if (!agrees) {
			const should = known.isWhole ? `be [${known.list}]` : `end with its own [${known.list}]`;
			return [
				{
					type: 'internal',
					message: `${nameOf(operation)} read ${key} as [${list}]: by what it had done before, that should ${should}.`,
					operations: [operation.invoked],
					details: { key },
				},
			];
		}
		expected.set(key, { list, isWhole: true });
	}
	return [];
}

function foreignElements(
	reader: number,
	{ operation, steps }: Transaction,
	transactions: readonly Transaction[],
	writers: Writers,
): readonly Anomaly[] {
	const anomalies: Anomaly[] = [];
	for (const [kind, key, list] of steps) {
		if (kind !== 'r' || list === null) continue;
		const seen = new Set<string>();
		for (const [position, element] of list.entries()) {
			const writer = writers.get(key)?.get(element);
			const by = writer === undefined ? undefined : (transactions[writer.transaction] as Transaction);
			const add = (type: string, what: string): number =>
				anomalies.push({
					type,
					message: `${nameOf(operation)} read ${key} as [${list}]: ${what}.`,
					operations: [...new Set([operation.invoked, ...(by === undefined ? [] : [by.operation.invoked])])].sort(
						(a, b) => a - b,
					),
					details: { key, element },
				});
			if (seen.has(element)) add('duplicate-elements', `${element} is there twice, and was appended once`);
			seen.add(element);
			if (by === undefined) add('phantom', `nobody ever appended ${element}`);
			else if (by.type === 'fail') {
				add('G1a', `${element} was appended by ${nameOf(by.operation)}, which was aborted (aborted read)`);
			} else if (position === list.length - 1 && writer?.isLast === false && writer.transaction !== reader) {
				add(
					'G1b',
					`${element} is from the middle of ${nameOf(by.operation)}, which appends to ${key} again (intermediate read)`,
				);
			}
		}
	}
	return anomalies.filter(({ type }, index) => anomalies.findIndex((anomaly) => anomaly.type === type) === index);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
	return a.length === b.length && a.every((element, i) => element === b[i]);
}

function endsWith(list: readonly string[], end: readonly string[]): boolean {
	return list.length >= end.length && isEqual(list.slice(list.length - end.length), end);
}
