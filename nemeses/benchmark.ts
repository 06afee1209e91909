/**
 * What `faultline bench` breaks: the same in every system, so that they can be compared. A nemesis of a test draws its fault
 * anew each time, to find what nobody thought of; these are always the same, to measure what it costs.
 */
import type { BenchmarkFault, ClusterView, Fault, Nemesis, NodeId } from '../harness/model/index.ts';
import { around, cutBetween } from './partition.ts';
import { allLinks, leaderOf, minorityOf, nodeNemesisNamedByChoice } from './target.ts';

const none: BenchmarkFault = { name: 'none', description: 'nothing is broken', nemesis: null };

const partitionPrimary = onPrimary(
	'partition-primary',
	'the primary is cut off from all others',
	'cut',
	(primary, { nodes }) => (nodes.length < 2 ? undefined : { kind: 'cut', links: around([primary], nodes) }),
);

const partitionMinority = fault(
	'partition-minority',
	'as many nodes as leave a majority are cut off, the primary not among them',
	'cut',
	(view) => {
		const minority = lastNodes(view, minorityOf(view.nodes.length));
		return minority.length === 0 ? undefined : { kind: 'cut', links: around(minority, view.nodes) };
	},
);

const crashPrimary = onPrimary('crash-primary', 'the primary is killed', 'crash', (primary) => ({
	kind: 'crash',
	nodes: [primary],
}));

const rollingCrashes: BenchmarkFault = {
	...fault('rolling-crashes', 'one node after the other is killed, and restarted', 'crash', ({ nodes, notes }) => {
		const turn = Number(notes.get('turn') ?? 0);
		notes.set('turn', turn + 1);
		return { kind: 'crash', nodes: [nodes[turn % nodes.length] as NodeId] };
	}),
	strikes: 5,
};

const pausePrimary = onPrimary('pause-primary', 'the primary stands still', 'pause', (primary) => ({
	kind: 'pause',
	nodes: [primary],
}));

const slowLink = onPrimary(
	'slow-link',
	'what the primary sends to one other node, and hears from it, takes 100 ms longer',
	'delay',
	(primary, { nodes }) => {
		const peer = nodes.find((node) => node !== primary);
		if (peer === undefined) return undefined;
		return { kind: 'delay', links: cutBetween([primary], [peer]), delay: { kind: 'constant', ms: 100 } };
	},
);

const loss = fault('loss-10%', 'one message in ten is lost, on every link', 'loss', ({ nodes }) =>
	nodes.length < 2 ? undefined : { kind: 'loss', links: allLinks(nodes), probability: 0.1 },
);

/** Each node another offset, from half a second slow to half a second fast. */
const clockSkew = fault(
	'clock-skew',
	'the clocks of the nodes are up to a second apart',
	'clock-skew',
	({ nodes }) => ({
		kind: 'clock-skew',
		nodes,
		offsetsMs: nodes.map((_, i) => Math.round((1000 * i) / Math.max(1, nodes.length - 1)) - 500),
	}),
);

const slowDisk = onPrimary(
	'slow-disk',
	"each sync of the primary's disk takes 50 ms longer",
	'disk-slow',
	(primary) => ({
		kind: 'disk-slow',
		nodes: [primary],
		delay: { kind: 'constant', ms: 50 },
	}),
);

const fullDisk = onPrimary('full-disk', "the primary's disk is full", 'disk-full', (primary) => ({
	kind: 'disk-full',
	nodes: [primary],
}));

/** In the order in which a scorecard has them. */
export const benchmarkFaults: readonly BenchmarkFault[] = [
	none,
	partitionPrimary,
	partitionMinority,
	crashPrimary,
	rollingCrashes,
	pausePrimary,
	slowLink,
	loss,
	clockSkew,
	slowDisk,
	fullDisk,
];

function fault(
	name: string,
	description: string,
	kind: Fault['kind'],
	choose: (view: ClusterView) => Fault | undefined,
): BenchmarkFault {
	const nemesis: Nemesis = { name, description, kinds: [kind], choose };
	return { name, description, nemesis };
}

/** Waits for a primary, and strikes it. */
function onPrimary(
	name: string,
	description: string,
	kind: Fault['kind'],
	strike: (primary: NodeId, view: ClusterView) => Fault | undefined,
): BenchmarkFault {
	const nemesis = nodeNemesisNamedByChoice({
		name,
		description,
		kinds: [kind],
		choice: 'primary',
		faultOn: ([primary], view) => strike(primary as NodeId, view),
	});
	return { name, description, nemesis };
}

/** So many, from the end of the list, without the primary. */
function lastNodes(view: ClusterView, count: number): readonly NodeId[] {
	const primary = leaderOf(view);
	return view.nodes
		.filter((node) => node !== primary)
		.slice(view.nodes.length - (primary === undefined ? 0 : 1) - count);
}
