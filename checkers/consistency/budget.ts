/** Thrown when a check has spent what it may: whether the level holds is not known then. */
export class OutOfBudget extends Error {
	override readonly name = 'OutOfBudget';
	/** Why, as a verdict says it. */
	readonly reason: string;

	constructor(reason: string) {
		super(reason);
		this.reason = reason;
	}
}

/** Facts about the order of operations that are kept at a time: each takes some 250 bytes with all that is made of it. */
const factsMax = 3_000_000;
/** Of so many each is kept, so that proofs are short; of more only those that do not follow from others. */
const keptInAnyCase = 100_000;
/** Calls of `spend` until the clock is looked at. */
const callsPerLook = 1024;

/**
 * What deciding the levels of a history may take. Most of it grows with the number of operations times the number of
 * sessions, and a crash begins a new session.
 */
export class Budget {
	static readonly unlimited: Budget = new Budget(Number.POSITIVE_INFINITY, { facts: Number.POSITIVE_INFINITY });

	/** By `performance.now()`. */
	readonly deadline: number;
	/** Facts beyond this number are kept only where they do not follow from others. */
	readonly keptInAnyCase: number;
	readonly #factsMax: number;
	#calls = 0;

	constructor(deadline: number, { facts = factsMax, kept = keptInAnyCase }: { facts?: number; kept?: number } = {}) {
		this.deadline = deadline;
		this.keptInAnyCase = kept;
		this.#factsMax = facts;
	}

	/** Some work is done. Throws an `OutOfBudget` when time is up. */
	spend(): void {
		if (this.#calls++ % callsPerLook === 0) this.look();
	}

	/** `spend` before a piece of work that cannot be interrupted. */
	look(): void {
		if (performance.now() > this.deadline) throw new OutOfBudget('time ran out');
	}

	/** So many facts are kept. Throws an `OutOfBudget` when they are too many. */
	keep(facts: number): void {
		if (facts > this.#factsMax) throw new OutOfBudget(`more than ${this.#factsMax} facts follow from what was read`);
	}
}
