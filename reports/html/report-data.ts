import type { FaultKind } from '../../harness/model/index.ts';
import type { TransactionCycle } from '../cycle.ts';
import type { WitnessPath, WitnessStart } from '../witness.ts';
import type { CollectedTrace } from './trace/collect-trace.ts';

export type { CollectedTrace, TransactionCycle as CycleData, WitnessPath, WitnessStart };

type CycleData = TransactionCycle;

/**
 * What the page shows: everything is in words or figures already, so that the page only draws. Plain JSON; it is embedded
 * in the page. Times are nanoseconds since the start of the run unless a name says otherwise.
 */
export interface ReportData {
	readonly title: string;
	readonly validity: 'valid' | 'invalid' | 'unknown';
	readonly summary: string;
	/** What was run: name and value, in the order to show. */
	readonly facts: readonly (readonly [name: string, value: string])[];
	readonly replay: string;
	/** Whether the replay is the same bit for bit. */
	readonly deterministic: boolean;
	readonly counts: { readonly ok: number; readonly fail: number; readonly info: number };
	/** The last moment of the run that anything tells of. */
	readonly duration: number;
	/** The way to the anomaly; `null` where nobody has told it. */
	readonly story: StoryData | null;
	readonly checkers: readonly CheckerData[];
	readonly faults: readonly FaultData[];
	readonly latency: LatencyData;
	readonly rate: RateData;
	/** `null` where every clock was right. */
	readonly clocks: ClockData | null;
	/** Messages around what matters, and the nodes over the whole run; `null` where no trace was kept. */
	readonly trace: CollectedTrace | null;
}

export interface StoryData {
	/** The call that runs it again; `null` where it is this run itself. */
	readonly replay: string | null;
	readonly steps: readonly { readonly moment: string; readonly text: string }[];
}

export interface CheckerData {
	readonly name: string;
	readonly validity: ReportData['validity'];
	readonly millis: number;
	readonly reason: string | null;
	/** What else a person should know of the answer. */
	readonly remark: string | null;
	readonly statistics: readonly (readonly [name: string, value: string])[];
	readonly anomalies: readonly AnomalyData[];
	/** How many there were; more than `anomalies` when some were left out. */
	readonly anomalyCount: number;
}

export interface AnomalyData {
	readonly type: string;
	readonly message: string;
	readonly explanation: string | null;
	readonly witness: WitnessData | null;
	/** Transactions in a circle. */
	readonly cycle: CycleData | null;
	/** When it happened, where it is no matter of operations: an invariant breaks at an event. */
	readonly moment: number | null;
	/** What else the checker tells of it: an account and its balance, a job and its keys. */
	readonly facts: readonly (readonly [name: string, value: string])[];
}

export interface WitnessData {
	readonly key: string | null;
	readonly model: string | null;
	readonly before: readonly WitnessStart[];
	readonly states: readonly string[];
	readonly failing: number | null;
	readonly paths: readonly WitnessPath[];
	readonly minimized: boolean;
	readonly operations: readonly OperationData[];
	/** How many there were; more than `operations` when some were left out. */
	readonly operationCount: number;
}

export interface OperationData {
	/** The index of its `invoke` in the history. */
	readonly id: number;
	readonly process: number;
	readonly label: string;
	readonly type: 'ok' | 'fail' | 'info';
	/** Positions in the history; `completed` is `null` when it may take effect for ever. */
	readonly invoked: number;
	readonly completed: number | null;
	readonly invokedAt: number;
	readonly completedAt: number | null;
	readonly error: string | null;
}

export interface FaultData {
	readonly id: number;
	readonly kind: FaultKind;
	readonly nemesis: string;
	readonly from: number;
	/** `null`: it was never healed. */
	readonly to: number | null;
	readonly targets: string;
	readonly parameters: string;
	readonly meaning: string;
}

export const outcomes = ['ok', 'fail', 'info'] as const;

/** Columns of equal length. */
export interface LatencyData {
	/** When the operation was invoked, in seconds. */
	readonly seconds: readonly number[];
	readonly millis: readonly number[];
	/** The index of its `invoke` in the history. */
	readonly ids: readonly number[];
	/** Index into `outcomes`. */
	readonly outcomes: readonly number[];
	/** Operations that ended; more than shown when they were thinned out. */
	readonly total: number;
	/** Of all operations that ended ok, in slices of time; `null` where there was none. */
	readonly percentiles: {
		readonly seconds: readonly number[];
		readonly p50: readonly (number | null)[];
		readonly p99: readonly (number | null)[];
	};
}

/** Operations a second by how they ended, in slices of time. */
export interface RateData {
	readonly sliceSeconds: number;
	/** The middle of each slice. */
	readonly seconds: readonly number[];
	readonly ok: readonly number[];
	readonly fail: readonly number[];
	readonly info: readonly number[];
}

/** The clocks that were off at some time. */
export interface ClockData {
	/**
	 * `clock`: what they were, for the simulation made them so. `told`: what nodes were told that theirs are, when they
	 * confirmed it; nobody has read them. `faults`: reckoned from what was injected, for want of a whole trace.
	 */
	readonly source: 'clock' | 'told' | 'faults';
	readonly nodes: readonly NodeClockData[];
}

export interface NodeClockData {
	readonly name: string;
	/** Columns of a line; two points of one moment are a jump. */
	readonly seconds: readonly number[];
	/** How far off, in milliseconds; ahead is positive. */
	readonly offsets: readonly number[];
	/** Whether points were left out. */
	readonly isThinned: boolean;
	readonly jumps: number;
	/** How long it was off, or ran at another speed. */
	readonly wrongSeconds: number;
	/** At most, 0 or less. */
	readonly behindMs: number;
	/** At most, 0 or more. */
	readonly aheadMs: number;
	/** Speeds; 1 is right. */
	readonly slowest: number;
	readonly fastest: number;
}
