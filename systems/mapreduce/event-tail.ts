/** The last things that a node did, for the invariants: as many as can happen between two looks, and how many there were. */
export class EventTail<Event> {
	#count = 0;
	#last: Event[] = [];

	get count(): number {
		return this.#count;
	}

	/** Oldest first. */
	get last(): readonly Event[] {
		return this.#last;
	}

	push(event: Event): void {
		this.#count++;
		this.#last.push(event);
		if (this.#last.length > 2 * keep) this.#last = this.#last.slice(-keep);
	}
}

const keep = 100;
