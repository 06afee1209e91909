/**
 * A bad network: nothing is cut for good, but messages are lost, arrive twice, or late and out of order. Protocols that
 * take a message's arrival for its freshness, or count one vote twice, break here.
 */
import type { ClusterView, Fault, Link, Nemesis } from '../harness/model/index.ts';
import { allLinks, anyNemesis } from './target.ts';

export const loss: Nemesis = onLinks(
	'loss',
	'loses 5 to 50% of the messages on some links',
	'loss',
	(links, { random }) => ({ kind: 'loss', links, probability: random.integer(5, 50) / 100 }),
);

export const duplicate: Nemesis = onLinks(
	'duplicate',
	'delivers 5 to 50% of the messages on some links twice',
	'duplicate',
	(links, { random }) => ({ kind: 'duplicate', links, probability: random.integer(5, 50) / 100 }),
);

export const delay: Nemesis = onLinks(
	'delay',
	'holds each message on some links back for up to 5 to 500 ms, so that they overtake each other',
	'delay',
	// Short delays as often as long ones: under long ones a protocol is busy with time-outs and gets nowhere.
	(links, { random }) => ({
		kind: 'delay',
		links,
		delay: { kind: 'uniform', minMs: 0, maxMs: random.integer(5, random.pick([15, 50, 150, 500])) },
	}),
);

export const anyNetwork: Nemesis = anyNemesis('network', 'loses, duplicates or delays messages on some links', [
	loss,
	duplicate,
	delay,
]);

export const networks: readonly Nemesis[] = [loss, duplicate, delay, anyNetwork];

function onLinks(
	name: string,
	description: string,
	kind: 'loss' | 'duplicate' | 'delay',
	faultOn: (links: readonly Link[], view: ClusterView) => Fault,
): Nemesis {
	return {
		name,
		description,
		kinds: [kind],
		choose(view): Fault | undefined {
			const links = someLinks(view);
			return links.length === 0 ? undefined : faultOn(links, view);
		},
	};
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
