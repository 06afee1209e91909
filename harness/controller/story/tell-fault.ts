import type { Distribution, Fault, FaultEvent, Link, NodeId } from '../../model/index.ts';

/** What a fault does, or that it is over, as an event: `n1 is cut off`, `n2 and n3 restart`. */
export function tellFault({ type, fault }: FaultEvent, nodes: readonly NodeId[]): string {
	return type === 'inject' ? tellInjection(fault, nodes) : tellHealing(fault, nodes);
}

function tellInjection(fault: Fault, nodes: readonly NodeId[]): string {
	switch (fault.kind) {
		case 'cut':
			return tellCut(fault.links, nodes);
		case 'crash':
			return `${and(fault.nodes)} ${fault.nodes.length === 1 ? 'crashes' : 'crash'}`;
		case 'pause':
			return `${and(fault.nodes)} ${fault.nodes.length === 1 ? 'stands' : 'stand'} still`;
		case 'loss':
			return `${percent(fault.probability)} of the messages are lost ${where(fault.links, nodes)}`;
		case 'duplicate':
			return `${percent(fault.probability)} of the messages arrive twice ${where(fault.links, nodes)}`;
		case 'delay':
			return `messages take longer${by(fault.delay)} ${where(fault.links, nodes)}`;
		case 'clock-step':
			return `the clock of ${and(fault.nodes)} jumps by ${fault.offsetMs} ms`;
		case 'clock-drift':
			return `the clock of ${and(fault.nodes)} runs at ${fault.rate} times true speed`;
		default:
			return tellOther(fault);
	}
}

function tellHealing(fault: Fault, nodes: readonly NodeId[]): string {
	switch (fault.kind) {
		case 'cut': {
			const alone = cutOff(fault.links, nodes);
			return alone === undefined ? 'messages pass again' : `${alone} is connected again`;
		}
		case 'crash':
			return `${and(fault.nodes)} ${fault.nodes.length === 1 ? 'restarts' : 'restart'}`;
		case 'pause':
			return `${and(fault.nodes)} ${fault.nodes.length === 1 ? 'goes' : 'go'} on`;
		case 'loss':
		case 'duplicate':
		case 'delay':
			return `the network is good again ${where(fault.links, nodes)}`;
		case 'clock-step':
		case 'clock-drift':
			return `the clock of ${and(fault.nodes)} is right again`;
		default:
			return `over: ${tellOther(fault)}`;
	}
}

/** A kind that has no words of its own yet: its name and its parameters. */
function tellOther(fault: Fault): string {
	const { kind, ...parameters } = fault as { readonly kind: string };
	return `${kind} ${JSON.stringify(parameters)}`;
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
	return [...bySender].map(([from, own]) => `from ${from} to ${and(own.map(({ to }) => to))}`).join(', ');
}

function groupBySender(links: readonly Link[]): Map<NodeId, Link[]> {
	const groups = new Map<NodeId, Link[]>();
	for (const link of links) groups.set(link.from, [...(groups.get(link.from) ?? []), link]);
	return groups;
}

function and(words: readonly string[]): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function percent(probability: number): string {
	return `${Math.round(probability * 1000) / 10}%`;
}

function by(delay: Distribution): string {
	return delay.kind === 'constant' ? ` by ${delay.ms} ms` : '';
}
