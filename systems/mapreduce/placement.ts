import type { NodeId } from '../../harness/model/index.ts';

/** The first node coordinates, the others work. */
export function coordinatorOf(nodes: readonly NodeId[]): NodeId {
	return [...nodes].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))[0] as NodeId;
}
