import type { Distribution } from '../../model/index.ts';
import { bandwidthQueueMs, type LinkCondition } from '../conditions.ts';

/** A link that is worse than that may well be taken for cut. */
const patienceMsMax = 10_000;
/** An exponential time is longer than so many of its means once in a thousand draws. */
const means = 7;

/** By how much longer, in milliseconds, a link may be silent that is as bad as that. */
export function patienceFor({ delays, bytesPerSecond }: LinkCondition): number {
	const delayMs = delays.reduce((sum, delay) => sum + longest(delay), 0);
	const queuedMs = bytesPerSecond === null ? 0 : bandwidthQueueMs;
	return Math.min(patienceMsMax, Math.ceil(delayMs + queuedMs));
}

function longest(delay: Distribution): number {
	switch (delay.kind) {
		case 'constant':
			return delay.ms;
		case 'uniform':
		case 'long-tail':
			return delay.maxMs;
		case 'exponential':
			return delay.minMs + means * delay.meanMs;
	}
}
