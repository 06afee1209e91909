/**
 * The clients' part: nothing is broken in the cluster, but more is asked of it than usual, or by clients that are slow to
 * hear or die before they hear at all. Queues, time-outs and sessions break here.
 */
import type { Nemesis } from '../harness/model/index.ts';
import { anyNemesis } from './target.ts';

export const burst: Nemesis = {
	name: 'burst',
	description: 'lets clients ask two to ten times as often',
	kinds: ['burst'],
	choose: ({ random }) => ({ kind: 'burst', factor: random.integer(2, 10) }),
};

export const clientSlow: Nemesis = {
	name: 'client-slow',
	description: 'lets some clients hear every answer late, by milliseconds up to two seconds',
	kinds: ['client-slow'],
	choose: ({ random }) => ({
		kind: 'client-slow',
		share: random.integer(10, 100) / 100,
		delay: { kind: 'uniform', minMs: 0, maxMs: random.integer(5, random.pick([50, 500, 2000])) },
	}),
};

export const clientCrash: Nemesis = {
	name: 'client-crash',
	description: 'kills some clients, those in mid-operation first: nobody knows what became of it',
	kinds: ['client-crash'],
	choose: ({ random }) => ({ kind: 'client-crash', share: random.integer(10, 60) / 100 }),
};

export const anyLoad: Nemesis = anyNemesis('load', 'bursts, slow clients, or clients that die', [
	burst,
	clientSlow,
	clientCrash,
]);

export const loads: readonly Nemesis[] = [burst, clientSlow, clientCrash, anyLoad];
