import {
	type Distribution,
	type Fault,
	type FaultKind,
	type Link,
	type NodeId,
	nodeNames,
} from '../harness/model/index.ts';
import { countOf, percentOf } from '../harness/model/words.ts';

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
	loss: 'Messages on these links are lost at random.',
	duplicate: 'Messages on these links arrive twice at random.',
	delay: 'Messages on these links take longer and overtake each other.',
	reorder: 'Messages on these links are held back at random, and others overtake them.',
	bandwidth: 'These links carry few bytes a second: messages wait for each other, or are lost.',
	crash: 'The nodes are killed and lose what they had not synced. They restart when it is healed.',
	'crash-loop': 'The nodes are killed again and again, shortly after each start.',
	pause: 'The nodes stand still. They go on when it is healed, as if nothing had happened.',
	'clock-step': 'The wall clock of these nodes is off.',
	'clock-skew': 'The wall clocks of these nodes are off, each by an amount of its own.',
	'clock-drift': 'The clock and the timers of these nodes run at another speed.',
	'clock-strobe': 'The wall clocks of these nodes jump forth and back.',
	'disk-slow': 'Each sync of these nodes takes longer.',
	'disk-full':
		'Nothing more fits on the disks of these nodes. The next write that is synced ends a node until it is healed.',
	'disk-write-error': 'Syncs of these nodes fail at random, which ends a node until it is healed.',
	'disk-read-error': 'The nodes restart and cannot read what they stored, which ends them until it is healed.',
	'disk-bit-flip': 'Bits flip in what these nodes have synced. Checksums show it, and end a node until it is healed.',
	'disk-truncate': 'The last records of these nodes are gone for good, synced or not, and nothing shows it.',
	'disk-wipe': 'The nodes restart with empty disks.',
	'disk-lost-sync': 'Syncs of these nodes do nothing. Healing is a power failure: what was written meanwhile is lost.',
	'member-remove': 'The nodes leave the cluster. They are added again when it is healed.',
	'member-replace': 'The nodes leave the cluster, and come back as newcomers with empty disks.',
	burst: 'Clients ask more often.',
	'client-slow': 'Some clients hear answers late.',
	'client-crash': 'Some clients die in mid-operation: nobody knows what became of it.',
};

/** `nodes`: every node of the run, so that a cut can be told by the groups that it leaves. */
export function describeFault(fault: Fault, nodes: readonly NodeId[]): FaultDescription {
	return {
		meaning: meanings[fault.kind] ?? '',
		targets: describeTargets(fault, nodes),
		parameters: describeParameters(fault),
	};
}

/** The names of a run's nodes: `n1` to `nN`, and any other that a fault names. */
export function nodesOfRun(nodeCount: number, faults: readonly Fault[]): readonly NodeId[] {
	const names = new Set(nodeNames(nodeCount));
	for (const fault of faults) {
		for (const name of nodesNamedBy(fault)) names.add(name);
	}
	return [...names];
}

function nodesNamedBy(fault: Fault): readonly NodeId[] {
	if ('nodes' in fault) return fault.nodes;
	return 'links' in fault ? fault.links.flatMap(({ from, to }) => [from, to]) : [];
}

function describeTargets(fault: Fault, nodes: readonly NodeId[]): string {
	if ('nodes' in fault) return fault.nodes.join(' ');
	return 'links' in fault ? describeLinks(fault.links, nodes) : 'clients';
}

function describeParameters(fault: Fault): string {
	switch (fault.kind) {
		case 'loss':
		case 'duplicate':
			return `${percentOf(fault.probability)} of messages`;
		case 'delay':
			return describeDelay(fault.delay);
		case 'reorder':
			return `${percentOf(fault.probability)} of messages, for ${fault.holdMs} ms`;
		case 'bandwidth':
			return `${fault.bytesPerSecond} bytes/s`;
		case 'crash':
			return fault.unsynced === undefined ? '' : `what was not synced is ${fault.unsynced}`;
		case 'crash-loop':
			return `down for ${fault.downMs} ms, up for ${describeDuration(fault.up)}`;
		case 'clock-step':
			return signedMs(fault.offsetMs);
		case 'clock-skew':
			return fault.offsetsMs.map(signedMs).join(', ');
		case 'clock-drift':
			return `${fault.rate}× true speed`;
		case 'clock-strobe':
			return `${signedMs(fault.offsetMs)} every ${fault.periodMs} ms`;
		case 'disk-slow':
			return describeDelay(fault.delay);
		case 'disk-write-error':
			return `${percentOf(fault.probability)} of syncs`;
		case 'disk-bit-flip':
			return countOf(fault.bits, 'bit');
		case 'disk-truncate':
			return `${countOf(fault.records, 'record')} of each file`;
		case 'burst':
			return `${fault.factor}× the rate`;
		case 'client-slow':
			return `${percentOf(fault.share)} of clients, ${describeDelay(fault.delay)}`;
		case 'client-crash':
			return `${percentOf(fault.share)} of clients`;
		default:
			return '';
	}
}

function signedMs(ms: number): string {
	return `${ms >= 0 ? '+' : ''}${ms} ms`;
}

function describeDelay(delay: Distribution): string {
	switch (delay.kind) {
		case 'constant':
			return `+${delay.ms} ms`;
		case 'uniform':
		case 'long-tail':
			return `+${delay.minMs} to +${delay.maxMs} ms${delay.kind === 'long-tail' ? ' (long tail)' : ''}`;
		case 'exponential':
			return `+${delay.minMs + delay.meanMs} ms on average (exponential)`;
	}
}

function describeDuration(time: Distribution): string {
	return describeDelay(time).replaceAll('+', '');
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
