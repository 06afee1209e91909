import {
	type Anomaly,
	type Checker,
	type CheckerInput,
	type CheckerOptions,
	UsageError,
} from '../../harness/model/index.ts';
import { findCycles } from './cycles.ts';
import { directAnomalies } from './direct-anomalies.ts';
import { anomalyOf } from './explain.ts';
import { addRealTime, type DependencyGraph, dependencies } from './graph.ts';
import { externalReads, NotListAppend, type Transaction, transactionsOf, writersOf } from './transactions.ts';
import { versionOrders } from './version-orders.ts';

type Level = 'strict-serializable' | 'serializable';

/**
 * The checker `list-append`: whether transactions of appends to lists, and reads of them, are serializable, from reads alone
 * (Kingsbury and Alvaro, *Elle*, VLDB 2020). A read of a list tells every append that came before it, and their order; from
 * that follow the dependencies of transactions (Adya 1999), and they are serializable exactly when these are acyclic.
 * Linear in the size of the history.
 *
 * Options: `level`, `strict-serializable` (what is answered before another is called comes first; if not given) or
 * `serializable`. Operations are `txn`, a list of `['append', key, element]` and `['r', key, list]`; an element is appended
 * to a list once.
 *
 * Anomalies have Elle's names: `internal`, `duplicate-elements`, `phantom`, `G1a`, `G1b`, `incompatible-order`; and cycles
 * `G0`, `G1c`, `G-single`, `lost-update`, `G2-item`, with `-realtime` where only real time closes them.
 */
export const listAppend: Checker = {
	name: 'list-append',
	description: 'transactions of appends and reads are (strictly) serializable; cycles by their names',
	async check(input, options) {
		const started = performance.now();
		const isOver = (): boolean => performance.now() - started > options.timeLimitMs;
		const judgement = judge(input, levelOf(options), isOver);
		return { ...judgement, millis: performance.now() - started };
	},
};

function judge({ history }: CheckerInput, level: Level, isOver: () => boolean) {
	let transactions: readonly Transaction[];
	try {
		transactions = transactionsOf(history);
		const { anomalies, graph } = check(transactions, level);
		const statistics = { ...count(transactions, graph), strongest: strongestLevel(anomalies, level) };
		if (anomalies.length > 0) return { valid: false as const, anomalies, statistics };
		if (isOver()) return unknown('the time limit passed before the answer was known');
		if (transactions.some(({ type }) => type === 'ok')) return { valid: true as const, anomalies, statistics };
		return unknown('no transaction succeeded');
	} catch (error) {
		if (error instanceof NotListAppend) return unknown(error.message);
		throw error;
	}
}

function check(
	transactions: readonly Transaction[],
	level: Level,
): { readonly anomalies: readonly Anomaly[]; readonly graph: DependencyGraph } {
	const writers = writersOf(transactions);
	const reads = externalReads(transactions);
	const { orders, anomalies: disorders } = versionOrders(reads, transactions);
	const graph = dependencies(transactions, writers, reads, orders);
	if (level === 'strict-serializable') addRealTime(graph, transactions);
	const cycles = findCycles(graph);
	return {
		anomalies: [
			...directAnomalies(transactions, writers),
			...disorders,
			...cycles.map((cycle) => anomalyOf(cycle, graph, transactions, orders)),
		],
		graph,
	};
}

function unknown(reason: string) {
	return { valid: 'unknown' as const, anomalies: [] as readonly Anomaly[], reason };
}

function count(transactions: readonly Transaction[], graph: DependencyGraph) {
	const of = (wanted: Transaction['type']): number => transactions.filter(({ type }) => type === wanted).length;
	return { ok: of('ok'), fail: of('fail'), info: of('info'), lists: graph.keys.length, dependencies: graph.edgeCount };
}

/** The strongest level that nothing speaks against. */
function strongestLevel(anomalies: readonly Anomaly[], level: Level): string {
	if (anomalies.length === 0) return level;
	if (anomalies.every(({ type }) => type.endsWith('-realtime'))) return 'serializable';
	const mild = ['G-single', 'lost-update', 'G2-item'];
	if (anomalies.every(({ type }) => mild.includes(type) || type.endsWith('-realtime'))) return 'read-committed';
	return 'none';
}

function levelOf({ level = 'strict-serializable' }: CheckerOptions): Level {
	if (level === 'strict-serializable' || level === 'serializable') return level;
	throw new UsageError(
		`Expected the option level of list-append to be strict-serializable or serializable, got ${JSON.stringify(level)}`,
	);
}
