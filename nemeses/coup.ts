/**
 * A coup: a leader is struck shortly after its election. What it has begun is on some nodes then and not on others, and the
 * next leader has to make sense of it. The worst bugs of consensus hide there, in a window of a few messages that faults
 * at random times hardly ever hit: figure 8 of the Raft paper is three coups in a row.
 */
import type { ClusterView, Fault, FaultKind, Nemesis, NodeId } from '../harness/model/index.ts';
import { cutBetween } from './partition.ts';
import { leaderOf } from './target.ts';

/** From an election to the blow: somewhere in the first exchanges of messages. */
const delayMaxMs = 30;
/** How often it looks for a new leader. */
const watchMs = 3;
/** When nobody was elected for so long, it strikes the leader that there is, and so brings about an election. */
const patienceMs = 1000;

export const coupPartition: Nemesis = coup(
	'coup-partition',
	'cuts a leader off shortly after its election',
	'cut',
	(leader, { nodes }) => ({
		kind: 'cut',
		links: cutBetween(
			[leader],
			nodes.filter((node) => node !== leader),
		),
	}),
);

export const coupCrash: Nemesis = coup(
	'coup-crash',
	'kills a leader shortly after its election',
	'crash',
	(leader) => ({
		kind: 'crash',
		nodes: [leader],
	}),
);

export const coupPause: Nemesis = coup(
	'coup-pause',
	'stops a leader shortly after its election',
	'pause',
	(leader) => ({
		kind: 'pause',
		nodes: [leader],
	}),
);

export const coups: readonly Nemesis[] = [coupPartition, coupCrash, coupPause];

function coup(
	name: string,
	description: string,
	kind: FaultKind,
	blow: (leader: NodeId, view: ClusterView) => Fault,
): Nemesis {
	return {
		name,
		description,
		kinds: [kind],
		aim: 'leader',
		retryMs: watchMs,
		choose(view): Fault | undefined {
			const leader = leaderOf(view);
			if (!isTime(leader, view) || leader === undefined) return undefined;
			view.notes.delete('strikeAt');
			return blow(leader, view);
		},
	};
}

/** Watches who leads, and says when to strike. */
function isTime(leader: NodeId | undefined, view: ClusterView): boolean {
	const { notes, now } = view;
	const wasWatching = now - numberIn(notes, 'watchedAt', Number.NEGATIVE_INFINITY) <= 5 * watchMs;
	notes.set('watchedAt', now);
	if (!wasWatching) notes.set('strikeAt', now + patienceMs);
	const reign = leader === undefined ? '' : `${leader} ${view.inspect(leader)?.['term'] ?? ''}`;
	if (reign !== '' && reign !== notes.get('reign')) {
		notes.set('reign', reign);
		// A leader that was there before it looked is not a new one.
		if (wasWatching) notes.set('strikeAt', now + view.random.next() * delayMaxMs);
	}
	return now >= numberIn(notes, 'strikeAt', Number.POSITIVE_INFINITY);
}

function numberIn(notes: ClusterView['notes'], name: string, otherwise: number): number {
	const note = notes.get(name);
	return typeof note === 'number' ? note : otherwise;
}
