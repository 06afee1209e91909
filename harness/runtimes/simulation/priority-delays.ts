import type { Random } from '../../model/index.ts';
import { drawNanos } from '../distribution.ts';
import type { DelayEnvironment, LinkDelays } from './delays.ts';

/** What the least urgent chain waits longer than the most urgent, in milliseconds: from a hop to an election time-out. */
const spansMs = [3, 10, 30, 100] as const;
/** From one change of priorities to the next, in milliseconds. */
const changeMinMs = 200;
const changeMaxMs = 5000;
/** A chain that a change has put last stays there until so many others have been. */
const demotedMax = 4;

/**
 * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010) for messages (Ozkan et al., *Randomized Testing of
 * Distributed Systems with Probabilistic Guarantees*, OOPSLA 2018). A scheduler that draws each delay for itself gives all
 * orders that need several messages to be late *together* hardly a chance. Here the messages of a link are a chain, which
 * keeps its order and has a priority; the lower it is, the longer all of them take. At few moments the chain of the message
 * that is sent next becomes the least urgent of all. A bug that needs d such reversals is then found by as few lucky draws.
 *
 * The papers' scheduler picks the next message out of those that wait. In virtual time a message is not picked but arrives;
 * so a priority becomes a delay, and timers race against it as they do in real networks.
 */
export function priorityDelays({ options, draws, now }: DelayEnvironment): LinkDelays {
	const priorities = new Priorities(draws.random('priorities'), now());
	return (from, to, random) => {
		const chain = `${from}>${to}`;
		const own = draws.random(`chain:${chain}`).next();
		let arrivesAt = 0;
		return () => {
			const time = now();
			const held = priorities.nanosFor(chain, own, time);
			arrivesAt = Math.max(arrivesAt + 1, time + drawNanos(options.latency, random) + held);
			return arrivesAt - time;
		};
	};
}

/** Who is urgent, and until when. */
class Priorities {
	readonly #random: Random;
	readonly #spanNanos: number;
	/** Chains that were put last, the newest at the end. */
	readonly #demoted: string[] = [];
	readonly #demotedMax: number;
	#changeAt: number;

	constructor(random: Random, time: number) {
		this.#random = random;
		this.#spanNanos = random.pick(spansMs) * 1e6;
		this.#demotedMax = random.integer(1, demotedMax);
		this.#changeAt = time + this.#drawPause();
	}

	/**
	 * How much longer a message takes.
	 *
	 * @param own the chain's priority: 0 is the most urgent, 1 the least
	 */
	nanosFor(chain: string, own: number, time: number): number {
		if (time >= this.#changeAt) this.#demote(chain, time);
		const place = this.#demoted.indexOf(chain);
		// Squared, so that most chains are quick, and a few are slow.
		const share = place < 0 ? own * own : 1 + (place + 1) / this.#demotedMax;
		return Math.round(share * this.#spanNanos);
	}

	#demote(chain: string, time: number): void {
		const place = this.#demoted.indexOf(chain);
		if (place >= 0) this.#demoted.splice(place, 1);
		this.#demoted.push(chain);
		if (this.#demoted.length > this.#demotedMax) this.#demoted.shift();
		this.#changeAt = time + this.#drawPause();
	}

	#drawPause(): number {
		return this.#random.integer(changeMinMs, changeMaxMs) * 1e6;
	}
}
