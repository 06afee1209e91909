import type { RunRecord } from '../../../harness/model/index.ts';
import { smallestFirst } from '../../smallest-first.ts';
import { witnessOf } from '../../witness.ts';
import type { ClockSetting } from '../clocks/clock-setting.ts';
import { ClockReader } from '../clocks/settings-of-trace.ts';
import { MessageReader } from './messages.ts';
import { NodeReader } from './nodes.ts';
import type { NodeData, TraceData } from './trace-data.ts';
import { parseRow } from './trace-row.ts';

/** Messages in the page; whoever wants others opens the trace itself in it. */
const messagesMax = 3000;
/** Shown before and after what matters, in nanoseconds. */
const margin = { before: 0.4e9, after: 0.2e9 };
/** Where there is no anomaly the first fault matters, and this time after it. */
const afterFault = 1e9;

export interface CollectedTrace {
	readonly trace: TraceData;
	readonly nodes: readonly NodeData[];
}

/** A trace, read once. */
export interface ReadTrace {
	readonly collected: CollectedTrace;
	/** What was done to clocks; absent where the trace was cut off before the run ended. */
	readonly clocks?: readonly ClockSetting[];
}

/** Nothing where a run left no trace. */
export function readTrace(run: RunRecord): ReadTrace | undefined {
	if (run.trace === undefined) return undefined;
	const [from, to] = windowOf(run);
	const messages = new MessageReader(from, to, messagesMax);
	const nodes = new NodeReader();
	const clocks = new ClockReader({ startsAnew: run.options.runtime !== 'sim' });
	let isWhole = true;
	for (const line of run.trace()) {
		const row = parseRow(line);
		if (row === undefined) {
			isWhole = false;
			continue;
		}
		messages.read(row);
		nodes.read(row);
		clocks.read(row);
	}
	const collected = { trace: messages.data(), nodes: nodes.data() };
	return { collected, ...(isWhole && { clocks: clocks.settings }) };
}

/** Around the first anomaly that the page shows and that names operations; of long ones the end, where it shows. */
function windowOf(run: RunRecord): readonly [from: number, to: number] {
	for (const { anomalies } of Object.values(run.verdict.checkers)) {
		for (const anomaly of smallestFirst(anomalies)) {
			const broken = anomaly.details?.['timeNanos'];
			if (typeof broken === 'number') return [Math.max(0, broken - margin.before), broken + margin.after];
			if (anomaly.operations.length === 0) continue;
			const { operations } = witnessOf(anomaly, run.history);
			const begins = Math.min(...operations.map(({ invokedAt }) => invokedAt));
			const ends = Math.max(
				...operations.map(({ invokedAt, completedAt }) => (Number.isFinite(completedAt) ? completedAt : invokedAt)),
			);
			return [Math.max(0, begins - margin.before), ends + margin.after];
		}
	}
	const fault = run.faults[0]?.time ?? margin.before;
	return [Math.max(0, fault - margin.before), fault + afterFault];
}
