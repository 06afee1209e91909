import type { RegisterHistory } from '../register-history.ts';

/** The reads that a rule has to look at, and the sessions that have one. */
export class ReadsBySession {
	readonly #history: RegisterHistory;
	readonly #reads: Uint8Array;
	readonly #suspects: readonly number[];

	constructor(history: RegisterHistory, suspects: readonly number[]) {
		this.#history = history;
		this.#suspects = suspects;
		this.#reads = new Uint8Array(history.operations.length);
		for (const read of suspects) this.#reads[read] = 1;
	}

	has(operation: number): boolean {
		return this.#reads[operation] === 1;
	}

	/** The operations of each session in which there is one to look at. */
	*sessions(): Generator<readonly number[]> {
		const numbers = new Set(this.#suspects.map((read) => this.#history.session[read] as number));
		for (const number of numbers) yield this.#history.sessions[number] as readonly number[];
	}
}
