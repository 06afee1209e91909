/**
 * A bad network: nothing is cut for good, but messages are lost, arrive twice, late or out of order, or wait for each other
 * on a slow line. Protocols that take a message's arrival for its freshness, or count one vote twice, break here.
 */
import type {
	ClusterView,
	Distribution,
	Fault,
	Link,
	LinkFault,
	Nemesis,
	NodeChoice,
	Random,
} from '../harness/model/index.ts';
import { allLinks, anyNemesis, chosenNodes, leaderRetryMs } from './target.ts';

export const loss: Nemesis = onLinks('loss', 'loses 5 to 50% of the messages on some links', (links, { random }) => ({
	kind: 'loss',
	links,
	probability: random.integer(5, 50) / 100,
}));

export const duplicate: Nemesis = onLinks(
	'duplicate',
	'delivers 5 to 50% of the messages on some links twice',
	(links, { random }) => ({ kind: 'duplicate', links, probability: random.integer(5, 50) / 100 }),
);

export const delay: Nemesis = onLinks(
	'delay',
	'makes each message on some links up to 5 to 500 ms late, so that they overtake each other',
	(links, { random }) => ({ kind: 'delay', links, delay: drawDelay(random) }),
);

export const reorder: Nemesis = onLinks(
	'reorder',
	'holds 5 to 50% of the messages on some links back for 5 to 500 ms, and lets the others overtake them',
	(links, { random }) => ({
		kind: 'reorder',
		links,
		probability: random.integer(5, 50) / 100,
		holdMs: random.integer(5, random.pick([15, 50, 150, 500])),
	}),
);

export const bandwidth: Nemesis = onLinks(
	'bandwidth',
	'lets some links carry no more than 1 to 100 kB a second: messages queue, and are lost when they would wait too long',
	(links, { random }) => ({
		kind: 'bandwidth',
		links,
		bytesPerSecond: 1000 * random.integer(1, random.pick([5, 20, 100])),
	}),
);

const kinds: readonly Nemesis[] = [loss, duplicate, delay, reorder, bandwidth];

export const anyNetwork: Nemesis = anyNemesis(
	'network',
	'loses, duplicates, delays or reorders messages on some links, or lets them queue',
	kinds,
);

export const networks: readonly Nemesis[] = [...kinds, anyNetwork];

/** Short delays as often as long ones: under long ones a protocol is busy with time-outs and gets nowhere. */
function drawDelay(random: Random): Distribution {
	const maxMs = random.integer(5, random.pick([15, 50, 150, 500]));
	return random.pick<Distribution>([
		{ kind: 'constant', ms: maxMs },
		{ kind: 'uniform', minMs: 0, maxMs },
		{ kind: 'exponential', minMs: 0, meanMs: maxMs / 2 },
		{ kind: 'long-tail', minMs: 1, maxMs: 4 * maxMs },
	]);
}

/** The name is that of the fault. Aimed at nodes, it hits all that they send and receive. */
function onLinks(
	name: Exclude<LinkFault['kind'], 'cut'>,
	description: string,
	faultOn: (links: readonly Link[], view: ClusterView) => Fault,
	choice?: NodeChoice,
): Nemesis {
	return {
		name,
		description,
		kinds: [name],
		...(choice === 'primary' && { aim: 'leader', retryMs: leaderRetryMs }),
		choose(view): Fault | undefined {
			const links = choice === undefined ? someLinks(view) : linksAt(choice, view);
			return links.length === 0 ? undefined : faultOn(links, view);
		},
		aimedAt: (other) => onLinks(name, description, faultOn, other),
	};
}

function linksAt(choice: NodeChoice, view: ClusterView): readonly Link[] {
	const nodes = chosenNodes(choice, view);
	return allLinks(view.nodes).filter(({ from, to }) => nodes.includes(from) || nodes.includes(to));
}

/** The whole network, or all that one node sends and receives, or each direction by a coin. */
function someLinks({ nodes, random }: ClusterView): readonly Link[] {
	const links = allLinks(nodes);
	if (links.length === 0) return links;
	const extent = random.pick(['all', 'node', 'any'] as const);
	if (extent === 'all') return links;
	if (extent === 'node') {
		const node = random.pick(nodes);
		return links.filter(({ from, to }) => from === node || to === node);
	}
	const chosen = links.filter(() => random.chance(0.5));
	return chosen.length === 0 ? [random.pick(links)] : chosen;
}
