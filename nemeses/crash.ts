/**
 * A crash: the node's process is killed without warning, as by a power cut. All that it had not synced to disk may be
 * lost, and when the fault is healed it starts again from what is left there. Crashes find what a program acknowledges
 * before it is durable, and what it forgets.
 */
import type { ClusterView, Fault, Nemesis, NodeId } from '../harness/model/index.ts';
import { anyNemesis, leaderOf, leaderRetryMs, majorityOf, minorityOf, someNodes } from './target.ts';

export const crashOne: Nemesis = crash('crash-one', 'kills one random node', (view) => someNodes(view, 1));

export const crashMinority: Nemesis = crash('crash-minority', 'kills as many nodes as leave a majority alive', (view) =>
	someNodes(view, minorityOf(view.nodes.length)),
);

export const crashMajority: Nemesis = crash('crash-majority', 'kills the smallest majority', (view) =>
	someNodes(view, majorityOf(view.nodes.length)),
);

export const crashAll: Nemesis = crash('crash-all', 'kills every node at once', (view) => view.nodes);

export const crashLeader: Nemesis = {
	...crash('crash-leader', 'kills the leader', (view) => {
		const leader = leaderOf(view);
		return leader === undefined ? [] : [leader];
	}),
	aim: 'leader',
	retryMs: leaderRetryMs,
};

const sizes: readonly Nemesis[] = [crashOne, crashMinority, crashMajority, crashAll, crashLeader];

export const anyCrash: Nemesis = anyNemesis('crash', 'any of the crashes, a new one each time', sizes);

export const crashes: readonly Nemesis[] = [...sizes, anyCrash];

/** A nemesis that kills these nodes; it finds nothing to aim at when there are none. */
function crash(name: string, description: string, victims: (view: ClusterView) => readonly NodeId[]): Nemesis {
	return {
		name,
		description,
		kinds: ['crash'],
		choose(view): Fault | undefined {
			const nodes = victims(view);
			return nodes.length === 0 ? undefined : { kind: 'crash', nodes };
		},
	};
}
