/**
 * A bad disk. It may be slow; it may refuse, which ends the node until it is healed; and it may lie, and lose what it has
 * acknowledged. The last are no faults that a protocol is built for: they show what a promise that is not kept does.
 */
import type { Nemesis } from '../harness/model/index.ts';
import { anyNemesis, nodeNemesis } from './target.ts';

export const diskSlow: Nemesis = nodeNemesis({
	name: 'disk-slow',
	description: 'makes each sync of some nodes take longer, by a few milliseconds up to a second',
	kinds: ['disk-slow'],
	faultOn(nodes, { random }) {
		const maxMs = random.integer(5, random.pick([20, 100, 1000]));
		const delay = random.pick([
			{ kind: 'uniform', minMs: 0, maxMs },
			{ kind: 'long-tail', minMs: 1, maxMs },
		] as const);
		return { kind: 'disk-slow', nodes, delay };
	},
});

export const diskFull: Nemesis = nodeNemesis({
	name: 'disk-full',
	description: 'fills the disks of some nodes: the next write that is synced ends a node until there is room again',
	kinds: ['disk-full'],
	faultOn: (nodes) => ({ kind: 'disk-full', nodes }),
});

export const diskWriteError: Nemesis = nodeNemesis({
	name: 'disk-write-error',
	description: 'lets 1 to 100% of the syncs of some nodes fail, which ends the node until it is healed',
	kinds: ['disk-write-error'],
	faultOn: (nodes, { random }) => ({
		kind: 'disk-write-error',
		nodes,
		probability: random.integer(1, random.pick([10, 100])) / 100,
	}),
});

export const diskReadError: Nemesis = nodeNemesis({
	name: 'disk-read-error',
	description: 'restarts some nodes, which then cannot read what they have stored until it is healed',
	kinds: ['disk-read-error'],
	faultOn: (nodes) => ({ kind: 'disk-read-error', nodes }),
});

export const diskBitFlip: Nemesis = nodeNemesis({
	name: 'disk-bit-flip',
	description: 'flips bits in what some nodes have synced; checksums show it, and a node stays down until it is healed',
	kinds: ['disk-bit-flip'],
	faultOn: (nodes, { random }) => ({ kind: 'disk-bit-flip', nodes, bits: random.integer(1, 3) }),
});

export const diskTruncate: Nemesis = nodeNemesis({
	name: 'disk-truncate',
	description: 'lets a minority lose the last records of each file, synced or not, and nothing shows it',
	kinds: ['disk-truncate'],
	choice: 'minority',
	faultOn: (nodes, { random }) => ({ kind: 'disk-truncate', nodes, records: random.integer(1, 5) }),
});

export const diskWipe: Nemesis = nodeNemesis({
	name: 'disk-wipe',
	description: 'restarts a node with an empty disk, without a word to the others',
	kinds: ['disk-wipe'],
	choice: 'one',
	faultOn: (nodes) => ({ kind: 'disk-wipe', nodes }),
});

export const diskLostSync: Nemesis = nodeNemesis({
	name: 'disk-lost-sync',
	description: 'lets the disks of a minority say that they have synced when they have not, until the power fails',
	kinds: ['disk-lost-sync'],
	choice: 'minority',
	faultOn: (nodes) => ({ kind: 'disk-lost-sync', nodes }),
});

const honest: readonly Nemesis[] = [diskSlow, diskFull, diskWriteError, diskReadError, diskBitFlip];
const lying: readonly Nemesis[] = [diskTruncate, diskWipe, diskLostSync];

export const anyDisk: Nemesis = anyNemesis('disk', 'makes disks slow, or lets them refuse (not: lie)', honest);

export const disks: readonly Nemesis[] = [...honest, ...lying, anyDisk];
