import type { NodeId } from '../../harness/model/index.ts';

/** The first node coordinates, the others take part. */
export function coordinatorOf(nodes: readonly NodeId[]): NodeId {
	return [...nodes].sort(byNumber)[0] as NodeId;
}

/** The participant that holds a key: the number at the end of the key, modulo the number of participants. */
export function participantOf(key: string, nodes: readonly NodeId[]): NodeId {
	const participants = participantsOf(nodes);
	const number = Number(/\d+$/.exec(key)?.[0] ?? 0);
	return participants[number % participants.length] as NodeId;
}

export function participantsOf(nodes: readonly NodeId[]): readonly NodeId[] {
	return [...nodes].sort(byNumber).slice(1);
}

/** `n10` comes after `n9`. */
function byNumber(a: NodeId, b: NodeId): number {
	return Number(a.slice(1)) - Number(b.slice(1));
}
