/**
 * A pause: the node's process stands still (SIGSTOP; a long garbage collection or a suspended virtual machine does the
 * same), and later goes on as if nothing had happened. It loses nothing, but its leases, its terms and its view of who
 * leads may have expired without its knowing.
 */
import type { ClusterView, Fault, Nemesis, NodeId } from '../harness/model/index.ts';
import { anyNemesis, leaderOf, leaderRetryMs, majorityOf, minorityOf, someNodes } from './target.ts';

export const pauseOne: Nemesis = pause('pause-one', 'stops one random node for a while', (view) => someNodes(view, 1));

export const pauseMinority: Nemesis = pause(
	'pause-minority',
	'stops as many nodes for a while as leave a majority running',
	(view) => someNodes(view, minorityOf(view.nodes.length)),
);

export const pauseMajority: Nemesis = pause('pause-majority', 'stops the smallest majority for a while', (view) =>
	someNodes(view, majorityOf(view.nodes.length)),
);

export const pauseLeader: Nemesis = {
	...pause('pause-leader', 'stops the leader for a while: it wakes up and still believes that it leads', (view) => {
		const leader = leaderOf(view);
		return leader === undefined ? [] : [leader];
	}),
	aim: 'leader',
	retryMs: leaderRetryMs,
};

const sizes: readonly Nemesis[] = [pauseOne, pauseMinority, pauseMajority, pauseLeader];

export const anyPause: Nemesis = anyNemesis('pause', 'any of the pauses, a new one each time', sizes);

export const pauses: readonly Nemesis[] = [...sizes, anyPause];

/** A nemesis that stops these nodes; it finds nothing to aim at when there are none. */
function pause(name: string, description: string, victims: (view: ClusterView) => readonly NodeId[]): Nemesis {
	return {
		name,
		description,
		kinds: ['pause'],
		choose(view): Fault | undefined {
			const nodes = victims(view);
			return nodes.length === 0 ? undefined : { kind: 'pause', nodes };
		},
	};
}
