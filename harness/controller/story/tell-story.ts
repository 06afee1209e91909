import type {
	Anomaly,
	FaultEvent,
	History,
	Inspection,
	JsonValue,
	NodeId,
	Operation,
	StoryStep,
	System,
	Verdict,
} from '../../model/index.ts';
import { tellFault } from './tell-fault.ts';
import { tellContradiction, tellOperation } from './tell-operation.ts';
import { tellState } from './tell-state.ts';

/** What a story is made of. */
export interface StorySource {
	readonly system: Pick<System, 'describeChange'>;
	readonly nodes: readonly NodeId[];
	readonly history: History;
	readonly faults: readonly FaultEvent[];
	readonly checkers: Verdict['checkers'];
	/** The lines of the trace. */
	readonly trace: Iterable<string>;
}

/**
 * The way to the first anomaly of a run: what broke, who took over, what clients did and saw. It is made for runs of a few
 * faults and operations, and ends with the anomaly.
 */
export function tellStory(source: StorySource): readonly StoryStep[] {
	const anomaly = Object.values(source.checkers).flatMap(({ anomalies }) => anomalies)[0];
	if (anomaly === undefined) return [];
	const { states, answers } = readTrace(source);
	const operations = operationSteps(source, anomaly, answers);
	const end = lastStep(anomaly, operations, source);
	// Of the same moment, what a client saw comes first: an answer was under way before.
	const before = [...operations, ...faultSteps(source), ...states].filter(
		(step) => step.time <= end.time && step.kind !== 'anomaly',
	);
	return [...before.sort((a, b) => a.time - b.time), end];
}

/** As a line of text: `   1.250 s  n1 is cut off`. */
export function tellStep({ time, text }: StoryStep): string {
	return `${(time / 1e9).toFixed(3).padStart(8)} s  ${text}`;
}

function faultSteps({ faults, nodes }: StorySource): StoryStep[] {
	return faults.map((event) => ({
		time: event.time,
		kind: 'fault',
		subject: 'nodes' in event.fault ? [...event.fault.nodes] : null,
		text: tellFault(event, nodes),
	}));
}

type Row = { readonly time: number; readonly kind: string } & { readonly [field: string]: JsonValue };

/** What nodes became, and who answered whom: `c4@1200000` is the client `c4` at that time. */
function readTrace({ trace, system }: StorySource): { states: StoryStep[]; answers: ReadonlyMap<string, NodeId> } {
	const states: StoryStep[] = [];
	const answers = new Map<string, NodeId>();
	const inspections = new Map<NodeId, Inspection>();
	for (const line of trace) {
		const row = JSON.parse(line) as Row;
		const node = row['node'] as NodeId;
		if (row.kind === 'deliver') answers.set(`${row['dest'] as string}@${row.time}`, row['src'] as NodeId);
		else if (row.kind === 'start') inspections.set(node, {});
		else if (row.kind === 'lost') states.push(stateStep(row, node, tellLoss(row)));
		else if (row.kind === 'state') {
			const before = inspections.get(node) ?? {};
			const after = { ...before, ...(row['detail'] as Inspection) };
			inspections.set(node, after);
			const text = tellState(system, node, before, after);
			if (text !== undefined) states.push(stateStep(row, node, text));
		}
	}
	return { states, answers };
}

function stateStep({ time }: Row, node: NodeId, text: string): StoryStep {
	return { time, kind: 'state', subject: node, text };
}

function tellLoss({ node, file, detail }: Row): string {
	const writes = detail === 1 ? 'a write' : `${detail} writes`;
	return `${node} loses ${writes} to ${file} that had not been synced`;
}

function operationSteps(
	{ history }: StorySource,
	{ details }: Anomaly,
	answers: ReadonlyMap<string, NodeId>,
): StoryStep[] {
	return [...history.operations()].map((operation) => {
		const isFailing = details?.['failing'] === operation.invoked || details?.['failing'] === operation.completed;
		const time = Number.isFinite(operation.completedAt) ? operation.completedAt : operation.invokedAt;
		const told = tellOperation(operation, answers.get(`c${operation.process}@${time}`));
		const text = isFailing ? contradicted(told, operation, history) : told;
		return { time, kind: isFailing ? 'anomaly' : 'operation', subject: operation.process, text };
	});
}

function contradicted(told: string, operation: Operation, history: History): string {
	return `${told}: ${tellContradiction(operation, history) ?? 'no order of the operations explains that'}`;
}

/** The operation that cannot be explained, or what the checker says. */
function lastStep(anomaly: Anomaly, operations: readonly StoryStep[], { history }: StorySource): StoryStep {
	const failing = operations.find(({ kind }) => kind === 'anomaly');
	if (failing !== undefined) return failing;
	const brokenAt = anomaly.details?.['timeNanos'];
	const end = history.length === 0 ? 0 : history.event(history.length - 1).time;
	return {
		time: typeof brokenAt === 'number' ? brokenAt : end,
		kind: 'anomaly',
		subject: anomaly.details?.['node'] ?? null,
		// Where exactly it broke is told by the step's time, and by the verdict.
		text: anomaly.message.replace(/\. Broken at .*$/, ''),
	};
}
