/**
 * A partition: the network is cut between some nodes, while all of them go on running. Each side believes that the other
 * one is down. Whoever decides without a majority decides differently from the others, which is how partitions find split
 * brains, stale reads and lost writes. Clients reach every node all the time.
 */
import type { ClusterView, Fault, Link, Nemesis, NodeChoice, NodeId } from '../harness/model/index.ts';
import { anyNemesis, majorityOf, nodeNemesisNamedByChoice } from './target.ts';

/** Two fixed halves: the first nodes and the others. */
export const partitionHalves: Nemesis = partition(
	'partition-halves',
	'cuts the network between the first half of the nodes and the second',
	({ nodes }) => betweenHalves(nodes),
);

export const partitionRandomHalves: Nemesis = partition(
	'partition-random-halves',
	'cuts the network between two random halves',
	({ nodes, random }) => betweenHalves(random.shuffle(nodes)),
);

export const partitionNode: Nemesis = isolation('partition-node', 'cuts one random node off from all others', 'one');

export const partitionMinority: Nemesis = partition(
	'partition-minority',
	'cuts a random third of the nodes, and at least one, off from the others',
	({ nodes, random }) => around(random.shuffle(nodes).slice(0, Math.max(1, Math.floor(nodes.length / 3))), nodes),
);

export const partitionLeader: Nemesis = isolation(
	'partition-leader',
	'cuts the leader off from all others: they elect a new one, and the old one does not know',
	'primary',
);

/**
 * Jepsen's majorities-ring. The nodes form a random ring, and each hears only the majority around it, so that
 * every node has a majority and no two have the same. With 3, 6 or 7 nodes a majority is an even number, and cannot
 * reach equally far to both sides: then some links are cut in one direction only.
 */
export const partitionRing: Nemesis = partition(
	'partition-ring',
	'lets every node hear a majority, and no two the same (majorities ring)',
	({ nodes, random }) => {
		const ring = random.shuffle(nodes);
		return ring.flatMap((to, position) => {
			const heard = majorityAround(ring, position);
			return nodes.filter((from) => !heard.includes(from)).map((from) => ({ from, to }));
		});
	},
);

export const partitionOneWay: Nemesis = partition(
	'partition-one-way',
	'cuts one direction between two random sides: one hears the other, and is not heard',
	({ nodes, random }) => {
		const shuffled = random.shuffle(nodes);
		const size = nodes.length < 2 ? 0 : random.integer(1, nodes.length - 1);
		return oneWay(shuffled.slice(0, size), shuffled.slice(size));
	},
);

export const partitionBridge: Nemesis = partition(
	'partition-bridge',
	'cuts the network between two random halves, but for one node that both sides still talk to',
	({ nodes, random }) => betweenHalves(random.shuffle(nodes).slice(1)),
);

export const partitionPartial: Nemesis = partition(
	'partition-partial',
	'cuts two random nodes off from each other, while both still reach all others',
	({ nodes, random }) => {
		const [a, b] = random.shuffle(nodes);
		return a === undefined || b === undefined ? [] : cutBetween([a], [b]);
	},
);

/** A cut in both directions. */
export function cutBetween(a: readonly NodeId[], b: readonly NodeId[]): readonly Link[] {
	return [...oneWay(a, b), ...oneWay(b, a)];
}

const shapes: readonly Nemesis[] = [
	partitionHalves,
	partitionRandomHalves,
	partitionNode,
	partitionMinority,
	partitionLeader,
	partitionRing,
	partitionOneWay,
	partitionBridge,
	partitionPartial,
];

export const anyPartition: Nemesis = {
	...anyNemesis('partition', 'any of the partitions, a new one each time', shapes),
	aimedAt: (choice) => isolation('partition', 'cuts the nodes off from all others', choice),
};

export const partitions: readonly Nemesis[] = [...shapes, anyPartition];

/** A nemesis that cuts these links; it finds nothing to aim at when there are none. */
function partition(name: string, description: string, links: (view: ClusterView) => readonly Link[]): Nemesis {
	return {
		name,
		description,
		kinds: ['cut'],
		choose(view): Fault | undefined {
			const cut = links(view);
			return cut.length === 0 ? undefined : { kind: 'cut', links: cut };
		},
	};
}

/** A nemesis that cuts these nodes off from all others, together. */
function isolation(name: string, description: string, choice: NodeChoice): Nemesis {
	return nodeNemesisNamedByChoice({
		name,
		description,
		kinds: ['cut'],
		choice,
		faultOn(nodes, view): Fault | undefined {
			const links = around(nodes, view.nodes);
			return links.length === 0 ? undefined : { kind: 'cut', links };
		},
	});
}

function oneWay(from: readonly NodeId[], to: readonly NodeId[]): readonly Link[] {
	return from.flatMap((source) => to.map((destination) => ({ from: source, to: destination })));
}

function betweenHalves(nodes: readonly NodeId[]): readonly Link[] {
	const middle = Math.floor(nodes.length / 2);
	return cutBetween(nodes.slice(0, middle), nodes.slice(middle));
}

export function around(inner: readonly NodeId[], nodes: readonly NodeId[]): readonly Link[] {
	return cutBetween(
		inner,
		nodes.filter((node) => !inner.includes(node)),
	);
}

/** As many nodes of the ring as make a majority, with the one at this position in their middle. */
function majorityAround(ring: readonly NodeId[], position: number): readonly NodeId[] {
	const size = majorityOf(ring.length);
	const first = position - Math.floor(size / 2) + ring.length;
	return Array.from({ length: size }, (_, i) => ring[(first + i) % ring.length] as NodeId);
}
