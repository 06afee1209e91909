import type { Fault, NodeId, Scenario, ScenarioFault, TestOptions } from '../model/index.ts';

/** What shrinking makes smaller: the options of a run that follows a scenario. */
export type Candidate = TestOptions & { readonly scenario: Scenario };

/** How big a candidate is, for people. */
export interface Size {
	readonly faults: number;
	readonly operations: number;
	readonly clients: number;
	readonly nodes: number;
	/** Virtual. */
	readonly millis: number;
}

export function sizeOf({ scenario, nodeCount }: Candidate): Size {
	const operations = [...scenario.operations, ...scenario.finalOperations];
	return {
		faults: scenario.faults.length,
		operations: operations.length,
		clients: new Set(operations.map(({ client }) => client)).size,
		nodes: nodeCount,
		millis: Math.round(scenario.endMs),
	};
}

export function withScenario(candidate: Candidate, changes: Partial<Scenario>): Candidate {
	return { ...candidate, scenario: { ...candidate.scenario, ...changes } };
}

/** In order of time, without faults that hit nothing or last no time; and it lasts until everything has begun. */
export function tidy(candidate: Candidate): Candidate {
	const { operations, faults, endMs } = candidate.scenario;
	const some = faults.filter(
		({ fault, atMs, untilMs }) => !hitsNothing(fault) && (untilMs ?? Number.POSITIVE_INFINITY) > atMs,
	);
	const last = Math.max(0, ...operations.map(({ atMs }) => atMs), ...some.map(({ atMs }) => atMs));
	return withScenario(candidate, {
		operations: operations.toSorted((a, b) => a.atMs - b.atMs),
		faults: some.toSorted((a, b) => a.atMs - b.atMs),
		endMs: Math.max(last, endMs),
	});
}

/** Everything that names nodes, under other names; what names a node without a new name is left out. */
export function renameNodes(fault: Fault, names: ReadonlyMap<NodeId, NodeId>): Fault {
	const renamed: Record<string, unknown> = { ...fault };
	if ('nodes' in fault) renamed['nodes'] = fault.nodes.flatMap((node) => names.get(node) ?? []);
	if ('links' in fault) {
		renamed['links'] = fault.links.flatMap(({ from, to }) => {
			const [newFrom, newTo] = [names.get(from), names.get(to)];
			return newFrom === undefined || newTo === undefined ? [] : [{ from: newFrom, to: newTo }];
		});
	}
	return renamed as unknown as Fault;
}

/** One fault of a list exchanged. */
export function replaceFault(candidate: Candidate, index: number, changes: Partial<ScenarioFault>): Candidate {
	const { faults } = candidate.scenario;
	return withScenario(candidate, {
		faults: faults.with(index, { ...(faults[index] as ScenarioFault), ...changes }),
	});
}

function hitsNothing(fault: Fault): boolean {
	return ('nodes' in fault && fault.nodes.length === 0) || ('links' in fault && fault.links.length === 0);
}
