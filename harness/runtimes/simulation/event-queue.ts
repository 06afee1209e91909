/**
 * What will happen, by virtual time: a binary heap with the key (time, sequence). Events of the same instant run in the
 * order in which they were scheduled; that order is part of determinism.
 */
export class EventQueue {
	readonly #times: number[] = [];
	readonly #sequences: number[] = [];
	readonly #tasks: (() => void)[] = [];
	#nextSequence = 0;

	get size(): number {
		return this.#tasks.length;
	}

	/** The time of the next event, in nanoseconds; `Infinity` when there is none. */
	get nextTime(): number {
		return this.#times[0] ?? Number.POSITIVE_INFINITY;
	}

	push(time: number, task: () => void): void {
		const sequence = this.#nextSequence++;
		let hole = this.#tasks.length;
		this.#times.push(time);
		this.#sequences.push(sequence);
		this.#tasks.push(task);
		while (hole > 0) {
			const parent = (hole - 1) >> 1;
			// A new event has the largest sequence, so among equal times it stays behind.
			if ((this.#times[parent] as number) <= time) break;
			this.#move(parent, hole);
			hole = parent;
		}
		this.#put(hole, time, sequence, task);
	}

	/** Removes and returns the next event's task. */
	pop(): (() => void) | undefined {
		const first = this.#tasks[0];
		const time = this.#times.pop();
		const sequence = this.#sequences.pop();
		const task = this.#tasks.pop();
		if (this.#tasks.length > 0) this.#sink(time as number, sequence as number, task as () => void);
		return first;
	}

	#sink(time: number, sequence: number, task: () => void): void {
		const size = this.#tasks.length;
		let hole = 0;
		for (;;) {
			let child = 2 * hole + 1;
			if (child >= size) break;
			if (child + 1 < size && this.#isBefore(child + 1, child)) child++;
			const childTime = this.#times[child] as number;
			if (childTime > time || (childTime === time && (this.#sequences[child] as number) > sequence)) break;
			this.#move(child, hole);
			hole = child;
		}
		this.#put(hole, time, sequence, task);
	}

	#isBefore(a: number, b: number): boolean {
		const timeA = this.#times[a] as number;
		const timeB = this.#times[b] as number;
		return timeA < timeB || (timeA === timeB && (this.#sequences[a] as number) < (this.#sequences[b] as number));
	}

	#move(from: number, to: number): void {
		this.#times[to] = this.#times[from] as number;
		this.#sequences[to] = this.#sequences[from] as number;
		this.#tasks[to] = this.#tasks[from] as () => void;
	}

	#put(at: number, time: number, sequence: number, task: () => void): void {
		this.#times[at] = time;
		this.#sequences[at] = sequence;
		this.#tasks[at] = task;
	}
}
