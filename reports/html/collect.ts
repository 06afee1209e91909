import {
	type Anomaly,
	type CheckerResult,
	commandOf,
	type HistorySource,
	type JsonValue,
	type Operation,
	type RunRecord,
} from '../../harness/model/index.ts';
import { explainAnomaly } from '../anomalies.ts';
import { cycleOf } from '../cycle.ts';
import { describeFault, nodesOfRun } from '../describe-fault.ts';
import { explainVerdict, verdictWord } from '../explain.ts';
import { faultSpans } from '../fault-spans.ts';
import { formatDuration, formatSeconds } from '../format.ts';
import { escapeControl, formatValue, legible, operationLabel } from '../operation-label.ts';
import { smallestFirst } from '../smallest-first.ts';
import { witnessOf } from '../witness.ts';
import { collectClocks } from './clocks/collect-clocks.ts';
import type {
	AnomalyData,
	CheckerData,
	CycleData,
	FaultData,
	OperationData,
	ReportData,
	StoryData,
	WitnessData,
} from './report-data.ts';
import { endedOperations, latencyOf, rateOf } from './time-series.ts';
import { readTrace } from './trace/collect-trace.ts';

/** What is embedded at most; the page says so where it left something out. */
const anomaliesMax = 20;
const operationsMax = 300;

/** Everything that the page of a run shows. */
export function collect(run: RunRecord): ReportData {
	const { verdict, history } = run;
	const duration = durationOf(run);
	const ended = endedOperations(history);
	const trace = readTrace(run);
	return {
		title: titleOf(run)
			.map((word) => legible(word, 200))
			.join(' · '),
		validity: verdictWord(verdict.valid),
		summary: explainVerdict(run),
		facts: factsOf(run),
		replay: escapeControl(commandOf(run)),
		deterministic: verdict.traceHash !== null,
		counts: verdict.operations,
		duration,
		story: storyOf(run),
		checkers: Object.entries(verdict.checkers).map(([name, result]) => checkerData(name, result, run)),
		faults: faultsOf(run),
		latency: latencyOf(ended, duration),
		rate: rateOf(ended, duration),
		clocks: collectClocks(run, trace?.clocks, duration),
		trace: trace?.collected ?? null,
	};
}

function titleOf({ options, verdict, source }: RunRecord): string[] {
	if (source !== undefined) return [source.file, source.model];
	return [options.system, options.workload, `seed ${verdict.seed}`];
}

function durationOf({ history, faults, options }: RunRecord): number {
	const lastEvent = history.length === 0 ? 0 : history.event(history.length - 1).time;
	const lastFault = Math.max(0, ...faults.map(({ time }) => time));
	return Math.max(lastEvent, lastFault) || options.timeMs * 1e6;
}

function factsOf(run: RunRecord): (readonly [string, string])[] {
	const facts = run.source === undefined ? factsOfRun(run) : factsOfHistory(run, run.source);
	return facts.flatMap(([name, value]) => (value === null ? [] : [[name, legible(value)] as const]));
}

type Fact = readonly [name: string, value: string | null];

function factsOfHistory({ options, versions }: RunRecord, { file, model }: HistorySource): readonly Fact[] {
	return [
		['History', file],
		['Model', model],
		['Checker time limit', formatDuration(options.checkTimeLimitMs * 1e6)],
		['Faultline', versions.faultline],
		['Node.js', versions.node],
	];
}

function factsOfRun({ options, versions, verdict, directory }: RunRecord): readonly Fact[] {
	return [
		['System', options.system],
		['Workload', options.workload],
		['Mutant', options.mutant],
		['Nemeses', options.nemeses.join(', ') || 'none'],
		...(options.schedule === undefined ? [] : ([['Schedule', options.schedule]] as const)),
		['Runtime', options.runtime],
		['Nodes', String(options.nodeCount)],
		['Clients', String(options.concurrency)],
		['Rate', `${options.rate} operations/s`],
		['Time with faults', formatDuration(options.timeMs * 1e6)],
		['Time to recover', formatDuration(options.recoveryMs * 1e6)],
		['Operation time-out', formatDuration(options.operationTimeoutMs * 1e6)],
		['Checker time limit', formatDuration(options.checkTimeLimitMs * 1e6)],
		['Image', options.image ?? null],
		['Seed', String(verdict.seed)],
		['Trace hash', verdict.traceHash ?? 'none: this runtime is not deterministic'],
		['Wall time', formatDuration(verdict.millis * 1e6)],
		['Faultline', versions.faultline],
		['Node.js', versions.node],
		['Folder', directory ?? null],
	];
}

function storyOf({ verdict, shrunk }: RunRecord): StoryData | null {
	if (verdict.story !== undefined) {
		const steps = verdict.story.map(({ time, text }) => ({ moment: formatSeconds(time), text: legible(text) }));
		return { replay: null, steps };
	}
	if (shrunk === undefined) return null;
	const steps = shrunk.story.map((line) => {
		const [, moment = '', text = line] = /^ *(\d+\.\d+ s) {2}(.*)$/s.exec(line) ?? [];
		return { moment, text: legible(text) };
	});
	return { replay: escapeControl(`faultline replay ${shrunk.file}`), steps };
}

function checkerData(name: string, result: CheckerResult, run: RunRecord): CheckerData {
	return {
		name: legible(name),
		validity: verdictWord(result.valid),
		millis: result.millis,
		reason: result.reason === undefined ? null : legible(result.reason),
		remark: result.remark === undefined ? null : legible(result.remark),
		statistics: Object.entries(result.statistics ?? {}).flatMap(([field, value]) => statisticsOf(field, value)),
		anomalies: smallestFirst(result.anomalies)
			.slice(0, anomaliesMax)
			.map((anomaly) => anomalyData(anomaly, run)),
		anomalyCount: result.anomalies.length,
	};
}

/** A figure by its name; an object's figures each by the path to them: `read.latencyMs.p99`. */
function statisticsOf(path: string, value: JsonValue): (readonly [name: string, value: string])[] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return [[legible(path, 200), legible(formatValue(value), 200)]];
	}
	return Object.entries(value).flatMap(([field, inner]) => statisticsOf(`${path}.${field}`, inner));
}

function anomalyData(anomaly: Anomaly, run: RunRecord): AnomalyData {
	return {
		type: legible(anomaly.type),
		message: anomaly.message
			.split('\n')
			.map((line) => legible(line))
			.join('\n'),
		explanation: explainAnomaly(anomaly) ?? null,
		witness: anomaly.operations.length === 0 ? null : witnessData(anomaly, run),
		cycle: cycleData(anomaly, run),
		moment: momentOf(anomaly),
		facts: factsOfAnomaly(anomaly),
	};
}

function cycleData(anomaly: Anomaly, { history }: RunRecord): CycleData | null {
	const cycle = cycleOf(anomaly, history);
	if (cycle === undefined) return null;
	return {
		transactions: cycle.transactions.map((one) => ({ ...one, label: legible(one.label) })),
		edges: cycle.edges.map(({ type, because }) => ({ type: legible(type), because: legible(because) })),
	};
}

function momentOf({ details }: Anomaly): number | null {
	const time = details?.['timeNanos'];
	return typeof time === 'number' ? time : null;
}

/** Not of what has a picture of its own. */
function factsOfAnomaly({ type, details = {} }: Anomaly): (readonly [string, string])[] {
	if (type === 'nonlinearizable' || Array.isArray(details['cycle'])) return [];
	// The picture names its key.
	const others = Object.entries(details).filter(([name]) => name !== 'key' && name !== 'timeNanos');
	return others.flatMap(([name, value]) => statisticsOf(name, value));
}

function witnessData(anomaly: Anomaly, { history }: RunRecord): WitnessData {
	const { operations, key, model, failing, before, states, paths, minimized } = witnessOf(anomaly, history);
	return {
		key: key === undefined ? null : legible(formatValue(key), 200),
		model: model === undefined ? null : legible(model),
		before: before.map(({ state, applied }) => ({ state: legible(state), applied })),
		states: states.map((state) => legible(state)),
		failing: failing ?? null,
		paths: paths.map((path) => ({
			...path,
			from: legible(path.from),
			order: path.order.map(({ operation, state }) => ({ operation, state: legible(state) })),
		})),
		minimized,
		operations: nearest(operations, failing).map(operationData),
		operationCount: operations.length,
	};
}

/** All operations, or of very many the last ones up to that which fails: those are what it clashes with. */
function nearest(operations: readonly Operation[], failing: number | undefined): readonly Operation[] {
	if (operations.length <= operationsMax) return operations;
	const at = operations.findIndex(({ invoked }) => invoked === failing);
	const end = Math.max(at === -1 ? operations.length : at + 1, operationsMax);
	return operations.slice(end - operationsMax, end);
}

function operationData(operation: Operation): OperationData {
	const { process, type, invoked, completed, invokedAt, completedAt, error } = operation;
	return {
		id: invoked,
		process,
		label: operationLabel(operation),
		type,
		invoked,
		completed: Number.isFinite(completed) ? completed : null,
		invokedAt,
		completedAt: Number.isFinite(completedAt) ? completedAt : null,
		error: error === undefined ? null : legible(error),
	};
}

function faultsOf({ faults, options }: RunRecord): FaultData[] {
	const spans = faultSpans(faults);
	const nodes = nodesOfRun(
		options.nodeCount,
		spans.map(({ fault }) => fault),
	);
	return spans.map(({ id, nemesis, fault, from, to }) => {
		const { targets, parameters, meaning } = describeFault(fault, nodes);
		return {
			id,
			kind: fault.kind,
			nemesis: legible(nemesis),
			from,
			to,
			targets: legible(targets),
			parameters,
			meaning,
		};
	});
}
