/**
 * A pause: the node's process stands still (SIGSTOP; a long garbage collection or a suspended virtual machine does the
 * same), and later goes on as if nothing had happened. It loses nothing, but its leases, its terms and its view of who
 * leads may have expired without its knowing.
 */
import type { Fault, Nemesis, NodeChoice, NodeId } from '../harness/model/index.ts';
import { anyNemesis, nodeNemesisNamedByChoice } from './target.ts';

export const pauseOne: Nemesis = pause('pause-one', 'stops one random node for a while', 'one');

export const pauseMinority: Nemesis = pause(
	'pause-minority',
	'stops as many nodes for a while as leave a majority running',
	'minority',
);

export const pauseMajority: Nemesis = pause('pause-majority', 'stops the smallest majority for a while', 'majority');

export const pauseAll: Nemesis = pause('pause-all', 'stops every node at once for a while', 'all');

export const pauseLeader: Nemesis = pause(
	'pause-leader',
	'stops the leader for a while: it wakes up and still believes that it leads',
	'primary',
);

const sizes: readonly Nemesis[] = [pauseOne, pauseMinority, pauseMajority, pauseAll, pauseLeader];

export const anyPause: Nemesis = {
	...anyNemesis('pause', 'any of the pauses, a new one each time', sizes),
	aimedAt: (choice) => pause('pause', 'stops the nodes for a while', choice),
};

export const pauses: readonly Nemesis[] = [...sizes, anyPause];

function pause(name: string, description: string, choice: NodeChoice): Nemesis {
	const faultOn = (nodes: readonly NodeId[]): Fault => ({ kind: 'pause', nodes });
	return nodeNemesisNamedByChoice({ name, description, kinds: ['pause'], choice, faultOn });
}
