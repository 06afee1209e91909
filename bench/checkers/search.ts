import { checkHistoryInThreads, findModel, type Model } from '../../checkers/index.ts';
import { sideBySide } from '../../checkers/linearizability/fixtures/side-by-side.ts';
import { simulateAppends } from '../../checkers/linearizability/fixtures/simulate-appends.ts';
import { Kernel } from '../../checkers/linearizability/kernel/kernel.ts';
import { searchPlainly } from '../../checkers/linearizability/kernel/plain-search.ts';
import { splitIntoParts } from '../../checkers/linearizability/parts.ts';
import { layOut } from '../../checkers/linearizability/problem.ts';
import type { History } from '../../harness/model/index.ts';
import { type Measurement, median } from '../measurement.ts';
import { hardHistory } from './hard-history.ts';
import { type MadeHistoryOptions, makeHistory } from './made-history.ts';
import { type CheckedRow, measureRow, round } from './rows.ts';

const million = 1_000_000;

const largeRows: readonly (readonly [name: string, options: Omit<MadeHistoryOptions, 'operations'>])[] = [
	['valid', { clients: 10 }],
	['1-percent-crashed', { clients: 10, crashed: 0.01 }],
	['5-percent-crashed', { clients: 10, crashed: 0.05 }],
	['stale-read', { clients: 10, staleRead: true }],
	['50-clients', { clients: 50 }],
];

/** Objects that the first round does not decide. These seeds take about as long as each other, so that halves are halves. */
function hardKeys(): History {
	return sideBySide([3, 4, 6, 8].map((seed) => makeHistory({ operations: 1000, clients: 50, values: 0, seed })));
}

/**
 * The search alone, on registers of five values; on unique values, which the polynomial checkers else decide; on strings.
 *
 * @param wanted what the names of rows must have in them
 */
export async function* searchRows(wanted: string): AsyncGenerator<Measurement> {
	for (const row of rows()) if (row.name.includes(wanted)) yield measureRow({ ...row, algorithm: 'search' });
	if ('search/4-hard-keys-2-threads'.includes(wanted)) yield await threadsRow('4-hard-keys', hardKeys());
	if ('search/kernel-against-twin'.includes(wanted)) yield kernelAgainstTwin();
}

function* rows(): Generator<CheckedRow> {
	for (const [name, options] of largeRows) {
		yield { name: `search/million-${name}`, history: () => makeHistory({ operations: million, ...options }) };
	}
	for (const kind of ['unwritten', 'stale', 'few-left'] as const) {
		for (const seed of [1, 2, 3]) {
			yield { name: `search/hard-${kind}-${seed}`, history: () => hardHistory(kind, seed), repetitions: 1 };
		}
	}
	for (const [crashed, staleRead] of [
		[0, false],
		[0.01, false],
		[0, true],
		[0.01, true],
	] as const) {
		const history = () => makeHistory({ operations: 1000, clients: 50, values: 0, crashed, staleRead });
		const name = `search/unique-50-clients${crashed > 0 ? '-crashed' : ''}${staleRead ? '-stale-read' : ''}`;
		yield { name, history };
	}
	const strings = () => simulateAppends(1, 50, 1700, 10);
	yield { name: 'search/kv-50-clients', history: strings, model: 'kv', repetitions: 9 };
}

/** How many times as fast two threads are as one: the median of pairs, each measured one right after the other. */
async function threadsRow(name: string, history: History): Promise<Measurement> {
	const options = { model: findModel('cas-register') as Model, algorithm: 'search', timeLimitMs: 60_000 } as const;
	const millis = async (threads: number) => (await checkHistoryInThreads(history, options, threads)).millis;
	const pairs: { readonly one: number; readonly two: number }[] = [];
	for (let i = 0; i < 3; i++) pairs.push({ one: await millis(1), two: await millis(2) });
	return {
		bench: `checkers/search/${name}-2-threads`,
		value: round(median(pairs.map(({ one, two }) => one / two))),
		unit: 'x',
		millisOne: round(median(pairs.map(({ one }) => one))),
		millisTwo: round(median(pairs.map(({ two }) => two))),
	};
}

/** The kernel's layers against the plain TypeScript that says the same, on histories that the latter can still judge. */
function kernelAgainstTwin(): Measurement {
	const parts = [1, 2, 3, 4, 5].map((seed) => {
		const history = makeHistory({ operations: 300, clients: 5, seed });
		return splitIntoParts(history, findModel('cas-register') as Model)[0] as ReturnType<typeof splitIntoParts>[number];
	});
	const ratios = parts.map((part) => {
		const problem = layOut(part, part.transitions);
		const initialState = part.model.stateId(null);
		const step = (state: number, id: number) => part.model.step(state, id);
		const limits = { steps: Number.POSITIVE_INFINITY, deadline: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 28 };
		const search = { problem, transitions: part.transitions, initialState, step, limits };
		const fast = time(() => Kernel.shared().searchBreadthFirst(search), 20);
		const operations = part.operations;
		return time(() => searchPlainly(operations, initialState, step), 3) / fast;
	});
	return { bench: 'checkers/search/kernel-against-twin', value: round(median(ratios)), unit: 'x' };
}

/** The median of several runs, in milliseconds. */
function time(task: () => void, repetitions: number): number {
	return median(
		Array.from({ length: repetitions }, () => {
			const before = performance.now();
			task();
			return performance.now() - before;
		}),
	);
}
