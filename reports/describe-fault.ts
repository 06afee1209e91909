import type { Fault, FaultKind, Link, NodeId } from '../harness/model/index.ts';

/** A fault in words: what it is, whom it hits, and its parameters. */
export interface FaultDescription {
	/** What this kind does, in one sentence. */
	readonly meaning: string;
	/** `n1 n2 | n3 n4 n5`, `n1 → n2`, or the nodes. */
	readonly targets: string;
	/** `20% of messages`, `+50 to +200 ms`; empty when there are none. */
	readonly parameters: string;
}

const meanings: Readonly<Record<FaultKind, string>> = {
	cut: 'Nothing passes between these nodes.',
	crash: 'The nodes are killed and lose what they had not synced. They restart when it is healed.',
	pause: 'The nodes stand still. They go on when it is healed, as if nothing had happened.',
	loss: 'Messages on these links are lost at random.',
	duplicate: 'Messages on these links arrive twice at random.',
	delay: 'Messages on these links take longer and overtake each other.',
	'clock-step': 'The wall clock of these nodes is off.',
	'clock-drift': 'The clock and the timers of these nodes run at another speed.',
};

/** `nodes`: every node of the run, so that a cut can be told by the groups that it leaves. */
export function describeFault(fault: Fault, nodes: readonly NodeId[]): FaultDescription {
	return {
		meaning: meanings[fault.kind] ?? '',
		targets: 'nodes' in fault ? fault.nodes.join(' ') : describeLinks(fault.links, nodes),
		parameters: describeParameters(fault),
	};
}

/** The names of a run's nodes: `n1` to `nN`, and any other that a fault names. */
export function nodeNames(nodeCount: number, faults: readonly Fault[]): readonly NodeId[] {
	const names = new Set(Array.from({ length: nodeCount }, (_, index) => `n${index + 1}`));
	for (const fault of faults) {
		const named = 'nodes' in fault ? fault.nodes : fault.links.flatMap(({ from, to }) => [from, to]);
		for (const name of named) names.add(name);
	}
	return [...names];
}

function describeParameters(fault: Fault): string {
	switch (fault.kind) {
		case 'loss':
		case 'duplicate':
			return `${Math.round(fault.probability * 1000) / 10}% of messages`;
		case 'delay':
			return `+${fault.minMs} to +${fault.maxMs} ms`;
		case 'clock-step':
			return `${fault.offsetMs >= 0 ? '+' : ''}${fault.offsetMs} ms`;
		case 'clock-drift':
			return `${fault.rate}× true speed`;
		default:
			return '';
	}
}

function describeLinks(links: readonly Link[], nodes: readonly NodeId[]): string {
	const broken = new Set(links.map(({ from, to }) => `${from} ${to}`));
	if (nodes.length > 1 && broken.size === nodes.length * (nodes.length - 1)) return 'every link';
	return describeGroups(broken, nodes) ?? describeArrows(links);
}

/** The groups within which everything passes, when the links are exactly those between groups, in both directions. */
function describeGroups(broken: ReadonlySet<string>, nodes: readonly NodeId[]): string | undefined {
	const groups: NodeId[][] = [];
	for (const node of nodes) {
		const group = groups.find(([first]) => !broken.has(`${first} ${node}`) && !broken.has(`${node} ${first}`));
		if (group === undefined) groups.push([node]);
		else group.push(node);
	}
	const groupOf = new Map(groups.flatMap((group) => group.map((node) => [node, group] as const)));
	const fits = nodes.every((a) =>
		nodes.every((b) => a === b || broken.has(`${a} ${b}`) === (groupOf.get(a) !== groupOf.get(b))),
	);
	return fits && groups.length > 1 ? groups.map((group) => group.join(' ')).join(' | ') : undefined;
}

/** `n1 ↔ n3, n2 → n4 n5`: both directions in one, then the rest by sender. */
function describeArrows(links: readonly Link[]): string {
	const all = new Set(links.map(({ from, to }) => `${from} ${to}`));
	const both: string[] = [];
	const bySender = new Map<NodeId, NodeId[]>();
	for (const { from, to } of links) {
		if (all.has(`${to} ${from}`)) {
			if (from < to) both.push(`${from} ↔ ${to}`);
		} else bySender.set(from, [...(bySender.get(from) ?? []), to]);
	}
	return [...both.sort(), ...[...bySender].map(([from, to]) => `${from} → ${to.join(' ')}`)].join(', ');
}
