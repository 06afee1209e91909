import type { NodeContext } from '../../harness/model/index.ts';
import type { Letter, LetterId } from './messages.ts';

/** What a courier is told by whoever employs it. */
export interface CourierOrders {
	/** Distinguishes the timers of several couriers of one node. */
	readonly name: string;
	readonly windowMax: number;
	/** How long to wait for an answer after so many attempts, from 1. */
	backoffMs(attempts: number): number;
	send(letter: Letter): void;
}

/**
 * Carries letters to one node at least once: sends each again and again, less and less often, until it is told that the
 * letter has arrived. Only so many are on their way at a time, the oldest first, so that a node that comes back after a
 * while is not buried; but they do not wait for each other's answers, and may overtake each other.
 *
 * It remembers nothing after a crash: whoever employs it has the letters on disk, and hands them over again.
 */
export class Courier {
	readonly #context: NodeContext;
	readonly #orders: CourierOrders;
	/** All that have not arrived, the oldest first. */
	readonly #letters = new Map<LetterId, Letter>();
	readonly #underWay = new Set<LetterId>();
	/** Those that are not yet under way, in order; some of them may have arrived meanwhile. */
	readonly #waiting: Letter[] = [];

	constructor(context: NodeContext, orders: CourierOrders) {
		this.#context = context;
		this.#orders = orders;
	}

	/** A letter that it has already is not sent once more. */
	accept(letter: Letter): void {
		if (this.#letters.has(letter.id)) return;
		this.#letters.set(letter.id, letter);
		this.#waiting.push(letter);
		this.#fillWindow();
	}

	/** Nobody need send it again. */
	arrived(id: LetterId): void {
		if (!this.#letters.delete(id) || !this.#underWay.delete(id)) return;
		this.#context.cancelTimer(this.#timerOf(id));
		this.#fillWindow();
	}

	#fillWindow(): void {
		while (this.#underWay.size < this.#orders.windowMax) {
			const letter = this.#waiting.shift();
			if (letter === undefined) break;
			if (!this.#letters.has(letter.id) || this.#underWay.has(letter.id)) continue;
			this.#underWay.add(letter.id);
			this.#attempt(letter, 1);
		}
	}

	#attempt(letter: Letter, attempts: number): void {
		this.#orders.send(letter);
		// Whoever sends may have decided that it has arrived.
		if (!this.#underWay.has(letter.id)) return;
		this.#context.setTimer(this.#timerOf(letter.id), this.#orders.backoffMs(attempts), () =>
			this.#attempt(letter, attempts + 1),
		);
	}

	#timerOf(id: LetterId): string {
		return `${this.#orders.name} ${id}`;
	}
}

/** Twice as long after every attempt: whoever is down is not asked all the time, and whoever is slow is not buried. */
export function exponentialBackoffMs(attempts: number, minMs: number, maxMs: number): number {
	return Math.min(minMs * 2 ** (attempts - 1), maxMs);
}
