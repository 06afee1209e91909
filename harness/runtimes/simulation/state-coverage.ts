import type { Inspection, JsonValue, NodeId } from '../../model/index.ts';
import type { StateObserver } from '../runtime.ts';

/**
 * The abstract states that a run reaches, and when it first does. Abstract, so that two moments that a protocol cannot tell
 * apart are one: of each node its role, for each figure (a term, a ballot, the length of a log) whether another node has a
 * greater one, and for each node that it names whether that is itself, another one that leads, or one that does not. Which
 * node is which makes no difference. What that comes to is the shape of the quorum: who is up, who leads whom, who is behind.
 */
export class StateCoverage implements StateObserver {
	/** From an abstract state to the time of its first visit, in nanoseconds. */
	readonly firstVisits: Map<string, number> = new Map();

	changed(time: number, nodes: readonly NodeId[], inspect: (node: NodeId) => Inspection | undefined): void {
		const states = nodes.map((node) => inspect(node));
		const greatest = greatestOf(states);
		const words = states.map((state, i) => abstract(nodes[i] as NodeId, state, greatest, inspect));
		const key = words.sort().join('|');
		if (!this.firstVisits.has(key)) this.firstVisits.set(key, time);
	}
}

function greatestOf(states: readonly (Inspection | undefined)[]): ReadonlyMap<string, number> {
	const greatest = new Map<string, number>();
	for (const state of states) {
		if (state === undefined) continue;
		for (const field in state) {
			const value = state[field];
			if (typeof value === 'number' && value > (greatest.get(field) ?? Number.NEGATIVE_INFINITY))
				greatest.set(field, value);
		}
	}
	return greatest;
}

function abstract(
	node: NodeId,
	state: Inspection | undefined,
	greatest: ReadonlyMap<string, number>,
	inspect: (node: NodeId) => Inspection | undefined,
): string {
	if (state === undefined) return 'down';
	let word = '';
	for (const field in state) word += letterOf(node, state[field] as JsonValue, greatest.get(field), inspect);
	return word;
}

function letterOf(
	node: NodeId,
	value: JsonValue,
	greatest: number | undefined,
	inspect: (node: NodeId) => Inspection | undefined,
): string {
	if (typeof value === 'number') return value === greatest ? '=' : '<';
	if (typeof value !== 'string') return value === null ? '-' : value === true ? 't' : 'f';
	if (value === node) return 'i';
	if (!/^n\d+$/.test(value)) return ` ${value} `;
	return inspect(value)?.['role'] === 'leader' ? 'l' : 'o';
}
