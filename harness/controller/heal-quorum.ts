import { once, sequence } from '../generator/index.ts';
import type { Generator, Nemesis, TestOptions } from '../model/index.ts';
import { silenceUntilMs } from './script/orders.ts';

/** Stops as many nodes as leave a majority, other ones for each seed. */
export const minority: Nemesis = {
	name: 'minority',
	description: 'stops as many nodes as leave a majority, while the others have to make progress',
	kinds: ['crash'],
	choose: ({ nodes, random }) => {
		const stopped = random.shuffle(nodes).slice(0, Math.floor((nodes.length - 1) / 2));
		return stopped.length === 0 ? undefined : { kind: 'crash', nodes: stopped };
	},
};

/**
 * What comes after the faults. All is healed; or only a quorum is: then a minority stops, and comes back when the recovery
 * time is over, for a run always ends healed. Whoever needs more than a majority to make progress is found out.
 */
export function healing({ heal, timeMs, recoveryMs }: TestOptions): Generator {
	const all = once({ f: 'heal-all', value: null });
	if (heal !== 'quorum') return all;
	return sequence([
		once({ f: 'inject', value: minority.name }),
		once({ f: 'heal-others', value: minority.name }),
		silenceUntilMs(timeMs + recoveryMs),
		all,
	]);
}
