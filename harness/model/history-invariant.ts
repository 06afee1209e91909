import type { Invariant } from './invariant.ts';
import type { NodeId } from './message.ts';
import type { Inspection } from './node.ts';

/**
 * Looks at one event; `nodes` is how many nodes have been seen, all of them once the first message is there, and `life` counts
 * the lives of this node: each begins with what its disk has kept of the earlier ones.
 */
export type EventWatch<Event> = (node: NodeId, event: Event, nodes: number, life: number) => string | undefined;

/**
 * An invariant over what nodes have done, in order: a system that keeps a history of it for that has each event looked at once
 * in every life of a node.
 *
 * @param historyOf the events of a node's life so far, a list that only grows; nothing for a node that has none
 * @param begin starts to watch a run
 */
export function historyInvariant<Internals, Event>(
	name: string,
	description: string,
	historyOf: (internals: Internals) => readonly Event[] | undefined,
	begin: () => EventWatch<Event>,
): Invariant<Internals> {
	return {
		name,
		description,
		watch() {
			const watch = begin();
			const lives = new Map<NodeId, { readonly internals: Internals; readonly number: number; seen: number }>();
			return {
				afterEvent(node: NodeId, _: Inspection, internals: Internals) {
					let life = lives.get(node);
					if (life?.internals !== internals) {
						life = { internals, number: (life?.number ?? 0) + 1, seen: 0 };
						lives.set(node, life);
					}
					const history = historyOf(internals) ?? [];
					while (life.seen < history.length) {
						const broken = watch(node, history[life.seen++] as Event, lives.size, life.number);
						if (broken !== undefined) return broken;
					}
					return undefined;
				},
			};
		},
	};
}
