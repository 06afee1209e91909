import type { Distribution, Fault, FaultEvent, Link, NodeId } from '../../model/index.ts';
import { countOf, listOf, percentOf } from '../../model/words.ts';

/** What a fault does, or that it is over, as an event: `n1 is cut off`, `n2 and n3 restart`. */
export function tellFault({ type, fault }: FaultEvent, nodes: readonly NodeId[]): string {
	return type === 'inject' ? tellInjection(fault, nodes) : tellHealing(fault, nodes);
}

function tellInjection(fault: Fault, nodes: readonly NodeId[]): string {
	switch (fault.kind) {
		case 'cut':
			return tellCut(fault.links, nodes);
		case 'loss':
			return `${percentOf(fault.probability)} of the messages are lost ${where(fault.links, nodes)}`;
		case 'duplicate':
			return `${percentOf(fault.probability)} of the messages arrive twice ${where(fault.links, nodes)}`;
		case 'delay':
			return `messages take ${longer(fault.delay)} ${where(fault.links, nodes)}`;
		case 'reorder':
			return `${percentOf(fault.probability)} of the messages are held back for ${fault.holdMs} ms ${where(fault.links, nodes)}`;
		case 'bandwidth':
			return `only ${fault.bytesPerSecond} bytes a second pass ${where(fault.links, nodes)}`;
		case 'crash':
			return these(fault, 'crashes', 'crash');
		case 'crash-loop':
			return `${these(fault, 'crashes', 'crash')} again and again, down for ${fault.downMs} ms each time`;
		case 'pause':
			return these(fault, 'stands still', 'stand still');
		case 'clock-step':
			return `the clock of ${listOf(fault.nodes)} jumps by ${fault.offsetMs} ms`;
		case 'clock-skew':
			return `clocks jump: ${fault.nodes.map((node, i) => `that of ${node} by ${fault.offsetsMs[i]} ms`).join(', ')}`;
		case 'clock-drift':
			return `the clock of ${listOf(fault.nodes)} runs at ${fault.rate} times true speed`;
		case 'clock-strobe':
			return `the clock of ${listOf(fault.nodes)} jumps by ${fault.offsetMs} ms and back every ${fault.periodMs} ms`;
		case 'disk-slow':
			return `each sync of ${listOf(fault.nodes)} takes ${longer(fault.delay)}`;
		case 'disk-full':
			return `the disk of ${listOf(fault.nodes)} is full`;
		case 'disk-write-error':
			return `${percentOf(fault.probability)} of the syncs of ${listOf(fault.nodes)} fail`;
		case 'disk-read-error':
			return `${these(fault, 'restarts', 'restart')} and cannot read the disk`;
		case 'disk-bit-flip':
			return `${these(fault, 'restarts', 'restart')} over a disk with ${countOf(fault.bits, 'flipped bit')}`;
		case 'disk-truncate':
			return `${these(fault, 'restarts', 'restart')} without the last ${countOf(fault.records, 'record')} of each file`;
		case 'disk-wipe':
			return `${these(fault, 'restarts', 'restart')} with an empty disk`;
		case 'disk-lost-sync':
			return `syncs of ${listOf(fault.nodes)} do nothing from now on`;
		case 'member-remove':
			return these(fault, 'leaves the cluster', 'leave the cluster');
		case 'member-replace':
			return `${these(fault, 'leaves', 'leave')} the cluster, to come back with an empty disk`;
		case 'burst':
			return `clients ask ${fault.factor} times as often`;
		case 'client-slow':
			return `${percentOf(fault.share)} of the clients hear answers ${later(fault.delay)}`;
		case 'client-crash':
			return `${percentOf(fault.share)} of the clients die in the midst of what they do`;
	}
}

function tellHealing(fault: Fault, nodes: readonly NodeId[]): string {
	switch (fault.kind) {
		case 'cut': {
			const alone = cutOff(fault.links, nodes);
			return alone === undefined ? 'messages pass again' : `${alone} is connected again`;
		}
		case 'loss':
		case 'duplicate':
		case 'delay':
		case 'reorder':
		case 'bandwidth':
			return `the network is good again ${where(fault.links, nodes)}`;
		case 'crash':
			return these(fault, 'restarts', 'restart');
		case 'crash-loop':
			return these(fault, 'restarts for good', 'restart for good');
		case 'pause':
			return these(fault, 'goes on', 'go on');
		case 'clock-step':
		case 'clock-skew':
		case 'clock-drift':
		case 'clock-strobe':
			return `the clock of ${listOf(fault.nodes)} is right again`;
		case 'disk-lost-sync':
			return `the power of ${listOf(fault.nodes)} fails, and the disk is honest again`;
		case 'disk-truncate':
		case 'disk-wipe':
			return `what the disk of ${listOf(fault.nodes)} lost stays lost`;
		case 'disk-slow':
		case 'disk-full':
		case 'disk-write-error':
		case 'disk-read-error':
		case 'disk-bit-flip':
			return `the disk of ${listOf(fault.nodes)} is good again`;
		case 'member-remove':
			return these(fault, 'is added to the cluster again', 'are added to the cluster again');
		case 'member-replace':
			return these(fault, 'has been replaced', 'have been replaced');
		case 'burst':
			return 'clients ask as often as before';
		case 'client-slow':
			return 'clients hear answers at once again';
		case 'client-crash':
			return 'no more clients die';
	}
}

/** The nodes with the verb in its number. */
function these({ nodes }: { readonly nodes: readonly NodeId[] }, one: string, several: string): string {
	return `${listOf(nodes)} ${nodes.length === 1 ? one : several}`;
}

function tellCut(links: readonly Link[], nodes: readonly NodeId[]): string {
	const alone = cutOff(links, nodes);
	return alone === undefined ? `nothing passes ${where(links, nodes)}` : `${alone} is cut off`;
}

/** The node that these links leave alone, if that is what they do. */
function cutOff(links: readonly Link[], nodes: readonly NodeId[]): NodeId | undefined {
	if (links.length !== 2 * (nodes.length - 1)) return undefined;
	// Of two nodes either one is as cut off as the other.
	return nodes.find((node) => links.every(({ from, to }) => from === node || to === node));
}

function where(links: readonly Link[], nodes: readonly NodeId[]): string {
	if (links.length === nodes.length * (nodes.length - 1)) return 'everywhere';
	const alone = cutOff(links, nodes);
	if (alone !== undefined) return `between ${alone} and the others`;
	const bySender = groupBySender(links);
	return [...bySender].map(([from, own]) => `from ${from} to ${listOf(own.map(({ to }) => to))}`).join(', ');
}

function groupBySender(links: readonly Link[]): Map<NodeId, Link[]> {
	const groups = new Map<NodeId, Link[]>();
	for (const link of links) groups.set(link.from, [...(groups.get(link.from) ?? []), link]);
	return groups;
}

function longer(delay: Distribution): string {
	return delay.kind === 'constant' ? `${delay.ms} ms longer` : 'longer';
}

function later(delay: Distribution): string {
	return delay.kind === 'constant' ? `${delay.ms} ms late` : 'late';
}
