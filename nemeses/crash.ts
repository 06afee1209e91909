/**
 * A crash: the node's process is killed without warning, as by a power cut. All that it had not synced to disk may be
 * lost, and when the fault is healed it starts again from what is left there. Crashes find what a program acknowledges
 * before it is durable, and what it forgets.
 */
import type { Fault, Nemesis, NodeChoice, NodeId } from '../harness/model/index.ts';
import { anyNemesis, nodeNemesis, nodeNemesisNamedByChoice } from './target.ts';

export const crashOne: Nemesis = crash('crash-one', 'kills one random node', 'one');

export const crashMinority: Nemesis = crash(
	'crash-minority',
	'kills as many nodes as leave a majority alive',
	'minority',
);

export const crashMajority: Nemesis = crash('crash-majority', 'kills the smallest majority', 'majority');

export const crashAll: Nemesis = crash('crash-all', 'kills every node at once', 'all');

export const crashLeader: Nemesis = crash('crash-leader', 'kills the leader', 'primary');

export const crashLost: Nemesis = nodeNemesis({
	name: 'crash-lost',
	description: 'cuts the power of some nodes: they lose all that was not synced',
	kinds: ['crash'],
	faultOn: (nodes) => ({ kind: 'crash', nodes, unsynced: 'lost' }),
});

export const crashTorn: Nemesis = nodeNemesis({
	name: 'crash-torn',
	description: 'cuts the power of some nodes in the middle of writing: a part of what was not synced survives',
	kinds: ['crash'],
	faultOn: (nodes) => ({ kind: 'crash', nodes, unsynced: 'torn' }),
});

/**
 * Up for milliseconds, so that it is hit while it recovers, or for long enough to take part again. Down for so short a time
 * that messages which were on their way when it died still reach it: that is how it shows what it has forgotten.
 */
export const crashLoop: Nemesis = nodeNemesis({
	name: 'crash-loop',
	description: 'kills a minority again and again, shortly after each start or while they still recover',
	kinds: ['crash-loop'],
	choice: 'minority',
	faultOn: (nodes, { random }) => ({
		kind: 'crash-loop',
		nodes,
		downMs: random.integer(1, random.pick([2, 20, 500])),
		up: { kind: 'exponential', minMs: 0, meanMs: random.integer(1, random.pick([5, 50, 500])) },
	}),
});

const sizes: readonly Nemesis[] = [crashOne, crashMinority, crashMajority, crashAll, crashLeader];

export const anyCrash: Nemesis = {
	...anyNemesis('crash', 'any of the crashes, a new one each time', [...sizes, crashLost, crashTorn]),
	aimedAt: (choice) => crash('crash', 'kills the nodes', choice),
};

export const crashes: readonly Nemesis[] = [...sizes, crashLost, crashTorn, crashLoop, anyCrash];

function crash(name: string, description: string, choice: NodeChoice): Nemesis {
	const faultOn = (nodes: readonly NodeId[]): Fault => ({ kind: 'crash', nodes });
	return nodeNemesisNamedByChoice({ name, description, kinds: ['crash'], choice, faultOn });
}
