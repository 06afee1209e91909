import { describe, expect, it } from 'vitest';
import { type Fault, faultKinds } from '../../model/index.ts';
import { tellFault } from './tell-fault.ts';

const cluster = ['n1', 'n2', 'n3'];
const nodes = ['n1'];
const links = [
	{ from: 'n1', to: 'n2' },
	{ from: 'n2', to: 'n1' },
	{ from: 'n1', to: 'n3' },
	{ from: 'n3', to: 'n1' },
];
const event = { time: 0, id: 1, nemesis: 'chosen' };
const delay = { kind: 'constant', ms: 50 } as const;

const told: readonly (readonly [Fault, string, string])[] = [
	[{ kind: 'cut', links }, 'n1 is cut off', 'n1 is connected again'],
	[
		{ kind: 'loss', links, probability: 0.255 },
		'25.5% of the messages are lost between n1 and the others',
		'the network is good again between n1 and the others',
	],
	[
		{ kind: 'duplicate', links: links.slice(0, 1), probability: 0.5 },
		'50% of the messages arrive twice from n1 to n2',
		'the network is good again from n1 to n2',
	],
	[
		{ kind: 'delay', links, delay },
		'messages take 50 ms longer between n1 and the others',
		'the network is good again between n1 and the others',
	],
	[
		{ kind: 'reorder', links, probability: 0.1, holdMs: 20 },
		'10% of the messages are held back for 20 ms between n1 and the others',
		'the network is good again between n1 and the others',
	],
	[
		{ kind: 'bandwidth', links, bytesPerSecond: 1000 },
		'only 1000 bytes a second pass between n1 and the others',
		'the network is good again between n1 and the others',
	],
	[{ kind: 'crash', nodes: ['n1', 'n2'] }, 'n1 and n2 crash', 'n1 and n2 restart'],
	[
		{ kind: 'crash-loop', nodes, downMs: 100, up: delay },
		'n1 crashes again and again, down for 100 ms each time',
		'n1 restarts for good',
	],
	[{ kind: 'pause', nodes }, 'n1 stands still', 'n1 goes on'],
	[{ kind: 'clock-step', nodes, offsetMs: -70 }, 'the clock of n1 jumps by -70 ms', 'the clock of n1 is right again'],
	[
		{ kind: 'clock-skew', nodes: ['n1', 'n3'], offsetsMs: [5, -9] },
		'clocks jump: that of n1 by 5 ms, that of n3 by -9 ms',
		'the clock of n1 and n3 is right again',
	],
	[
		{ kind: 'clock-drift', nodes, rate: 2 },
		'the clock of n1 runs at 2 times true speed',
		'the clock of n1 is right again',
	],
	[
		{ kind: 'clock-strobe', nodes, offsetMs: 70, periodMs: 10 },
		'the clock of n1 jumps by 70 ms and back every 10 ms',
		'the clock of n1 is right again',
	],
	[{ kind: 'disk-slow', nodes, delay }, 'each sync of n1 takes 50 ms longer', 'the disk of n1 is good again'],
	[{ kind: 'disk-full', nodes }, 'the disk of n1 is full', 'the disk of n1 is good again'],
	[{ kind: 'disk-write-error', nodes, probability: 1 }, '100% of the syncs of n1 fail', 'the disk of n1 is good again'],
	[{ kind: 'disk-read-error', nodes }, 'n1 restarts and cannot read the disk', 'the disk of n1 is good again'],
	[
		{ kind: 'disk-bit-flip', nodes, bits: 1 },
		'n1 restarts over a disk with 1 flipped bit',
		'the disk of n1 is good again',
	],
	[
		{ kind: 'disk-truncate', nodes, records: 2 },
		'n1 restarts without the last 2 records of each file',
		'what the disk of n1 lost stays lost',
	],
	[{ kind: 'disk-wipe', nodes }, 'n1 restarts with an empty disk', 'what the disk of n1 lost stays lost'],
	[
		{ kind: 'disk-lost-sync', nodes },
		'syncs of n1 do nothing from now on',
		'the power of n1 fails, and the disk is honest again',
	],
	[{ kind: 'member-remove', nodes }, 'n1 leaves the cluster', 'n1 is added to the cluster again'],
	[{ kind: 'member-replace', nodes }, 'n1 leaves the cluster, to come back with an empty disk', 'n1 has been replaced'],
	[{ kind: 'burst', factor: 5 }, 'clients ask 5 times as often', 'clients ask as often as before'],
	[
		{ kind: 'client-slow', share: 0.5, delay },
		'50% of the clients hear answers 50 ms late',
		'clients hear answers at once again',
	],
	[{ kind: 'client-crash', share: 0.25 }, '25% of the clients die in the midst of what they do', 'no more clients die'],
];

describe('a fault in a story', () => {
	it.each(told)('%j', (fault, injected, healed) => {
		expect(tellFault({ ...event, type: 'inject', fault }, cluster)).toBe(injected);
		expect(tellFault({ ...event, type: 'heal', fault }, cluster)).toBe(healed);
	});

	it('has words for every kind', () => {
		expect(told.map(([{ kind }]) => kind).sort()).toEqual([...faultKinds].sort());
	});
});
