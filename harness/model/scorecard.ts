import type { Nemesis } from './nemesis.ts';

/** How robust systems are: what `faultline bench` measures, keeps and compares, and what its page draws. */
export interface Scorecard {
	/** Of this shape: a reader of another version refuses it. */
	readonly version: 1;
	readonly faultline: string;
	readonly runtime: string;
	/** Of the first repetition; the others follow it. */
	readonly seed: string;
	readonly repetitions: number;
	/** How long clients work in a healthy cluster, in a broken one, and in one that was healed, in milliseconds. */
	readonly phasesMs: { readonly before: number; readonly during: number; readonly after: number };
	/** By system, then by fault, in the order in which they were asked for. */
	readonly rows: readonly ScorecardRow[];
}

/** One system under one fault. */
export interface ScorecardRow {
	readonly system: string;
	readonly workload: string;
	readonly fault: string;
	/** How the repetitions ended: figures of a run that is not valid are worth nothing, and are left out. */
	readonly runs: { readonly valid: number; readonly invalid: number; readonly unknown: number };
	/** Why there are no figures: the runtime or the system cannot do this. */
	readonly unsupported?: string;
	/** By name; a figure that has no meaning for this system or fault is absent. */
	readonly figures: { readonly [name in FigureName]?: Figure };
	/** The call that shows one repetition. */
	readonly replay: string;
}

/** A figure over all repetitions. `null` is "never": the cluster did not recover, no window had progress. */
export interface Figure {
	readonly median: number | null;
	/** A confidence interval of the median, from the order statistics. */
	readonly low: number | null;
	readonly high: number | null;
	/** The share of cases in which such an interval holds the true median: 0.95 or more, less where there are few samples. */
	readonly confidence: number;
	readonly samples: readonly (number | null)[];
}

/** What a benchmark breaks, always in the same way, so that systems can be compared. */
export interface BenchmarkFault {
	readonly name: string;
	/** One sentence. */
	readonly description: string;
	/** `null` breaks nothing: what the others are compared with. */
	readonly nemesis: Nemesis | null;
	/** It strikes so often while the fault lasts, and is healed in between; once unless given. */
	readonly strikes?: number;
}

export interface FigureKind {
	readonly unit: 'operations/s' | 'ms' | '%' | 'operations' | 'messages' | 'syncs' | 'lock-seconds' | 'tasks';
	/** What is good; a comparison looks at the other direction. */
	readonly better: 'higher' | 'lower';
	readonly description: string;
}

export type FigureName =
	| 'throughputBefore'
	| 'throughputDuring'
	| 'throughputAfter'
	| 'latencyP50Before'
	| 'latencyP50During'
	| 'latencyP50After'
	| 'latencyP99Before'
	| 'latencyP99During'
	| 'latencyP99After'
	| 'operationsAvailable'
	| 'windowsAvailable'
	| 'recovery'
	| 'newPrimary'
	| 'unknownOutcomes'
	| 'messagesPerOperation'
	| 'syncsPerOperation'
	| 'blocked'
	| 'lockSeconds'
	| 'tasksDoneAgain';

/** Every figure there is. A figure that was not measured is absent from a row, never 0. */
export const figureKinds: Readonly<Record<FigureName, FigureKind>> = {
	throughputBefore: kind('operations/s', 'higher', 'operations that succeed, in a healthy cluster'),
	throughputDuring: kind('operations/s', 'higher', 'the same while the fault lasts'),
	throughputAfter: kind('operations/s', 'higher', 'the same once it is healed'),
	latencyP50Before: kind('ms', 'lower', 'median latency of those that succeed, in a healthy cluster'),
	latencyP50During: kind('ms', 'lower', 'the same while the fault lasts'),
	latencyP50After: kind('ms', 'lower', 'the same once it is healed'),
	latencyP99Before: kind('ms', 'lower', 'the latency that 99% of those that succeed stay below, in a healthy cluster'),
	latencyP99During: kind('ms', 'lower', 'the same while the fault lasts'),
	latencyP99After: kind('ms', 'lower', 'the same once it is healed'),
	operationsAvailable: kind('%', 'higher', 'of the operations that begin while the fault lasts, those that succeed'),
	windowsAvailable: kind(
		'%',
		'higher',
		'of the 100 ms windows while the fault lasts, those in which an operation succeeds',
	),
	recovery: kind('ms', 'lower', 'from healing until the throughput of a second is back at 90% of before'),
	newPrimary: kind('ms', 'lower', 'from the fault that strikes the primary until another node, or a new term, leads'),
	unknownOutcomes: kind('operations', 'lower', 'operations of which nobody knows whether they happened'),
	messagesPerOperation: kind('messages', 'lower', 'messages of the whole run for each operation'),
	syncsPerOperation: kind('syncs', 'lower', 'syncs to disk of the whole run for each operation'),
	blocked: kind('ms', 'lower', 'how long participants that had voted Yes waited for a decision, all together'),
	lockSeconds: kind('lock-seconds', 'lower', 'locks held meanwhile, each for its time'),
	tasksDoneAgain: kind('tasks', 'lower', 'attempts at tasks beyond the first'),
};

export const figureNames: readonly FigureName[] = Object.keys(figureKinds) as FigureName[];

function kind(unit: FigureKind['unit'], better: FigureKind['better'], description: string): FigureKind {
	return { unit, better, description };
}
