import type { Delays, Distribution, Random } from '../../model/index.ts';
import { drawNanos } from '../distribution.ts';
import type { Draws } from './draws.ts';
import type { SimulationOptions } from './options.ts';
import { priorityDelays } from './priority-delays.ts';

/** What delays need of the simulation around them. */
export interface DelayEnvironment {
	readonly options: Pick<SimulationOptions, 'latency'>;
	readonly delays: Delays | undefined;
	readonly draws: Draws;
	/** Virtual nanoseconds. */
	now(): number;
}

/** For a link, with the link's own randomness: how many nanoseconds a message takes that is sent now. */
export type LinkDelays = (from: string, to: string, random: Random) => () => number;

export function linkDelays(environment: DelayEnvironment): LinkDelays {
	const { delays, options } = environment;
	switch (delays?.kind) {
		case undefined:
			return drawn(options.latency);
		case 'drawn':
			return until(delays.untilMs, drawn(withMean(delays.meanMs)), environment);
		case 'priorities':
			return until(delays.untilMs, priorityDelays(environment), environment);
		case 'constant':
			return constant(delays, options.latency);
	}
}

function drawn(latency: Distribution): LinkDelays {
	return (_from, _to, random) => () => drawNanos(latency, random);
}

/** Afterwards the network is as the runtime has it. */
function until(ms: number | undefined, before: LinkDelays, { options, now }: DelayEnvironment): LinkDelays {
	if (ms === undefined) return before;
	const afterwards = drawn(options.latency);
	return (from, to, random) => {
		const [early, late] = [before(from, to, random), afterwards(from, to, random)];
		return () => (now() < ms * 1e6 ? early() : late());
	};
}

/** A fifth of it is the way, and the rest is waiting. */
function withMean(meanMs: number): Distribution {
	return { kind: 'exponential', minMs: meanMs / 5, meanMs: (meanMs * 4) / 5 };
}

function constant({ ms, except = [] }: Extract<Delays, { kind: 'constant' }>, latency: Distribution): LinkDelays {
	const nanos = Math.round(ms * 1e6);
	const drawnAsWell = drawn(latency);
	return (from, to, random) => {
		const isExcepted = except.some((link) => link.from === from && link.to === to);
		return isExcepted ? drawnAsWell(from, to, random) : () => nanos;
	};
}
