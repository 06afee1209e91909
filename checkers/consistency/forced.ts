import type { Budget } from './budget.ts';
import { initialWrite, type RegisterHistory } from './register-history.ts';
import type { Writers } from './writers.ts';

/**
 * A read returned `returned`, although `other`, another write to the same key, was there for it to see. So whoever keeps to
 * the rule that made it visible has `other` before `returned`. `returned` may be `initialWrite`: that nothing can be before.
 */
export interface Forced {
	readonly read: number;
	readonly returned: number;
	readonly other: number;
}

/** Nothing can be before what a key held in the beginning. */
export function isPossible({ returned }: Forced): boolean {
	return returned !== initialWrite;
}

/** What is forced of the writes to each key. */
export function forcedByKey(forced: readonly Forced[], { key }: RegisterHistory): readonly (readonly Forced[])[] {
	const byKey = new Map<number, Forced[]>();
	for (const one of forced) {
		const name = key[one.read] as number;
		if (byKey.get(name)?.push(one) === undefined) byKey.set(name, [one]);
	}
	return [...byKey.values()];
}

/** By writer of a key: how many of the first operations of its session are meant. */
export type Bounds = Int32Array;

/** Numbers that may be remembered of what is known of writes: 64 MB. */
const rememberedMax = 1 << 24;

/**
 * Collects what a rule forces of the writes to one key.
 *
 * Every read may force one write of every session before the one that it returned: operations times sessions. Nearly all
 * of that follows from the rest: whoever reads the newest write has everything before it that the reads of the last one
 * had. So once there are many, a write is passed over that is known to come before another one that is forced as well: there
 * is a circle with it exactly when there is one without.
 */
export class ForcedAtKey {
	readonly #history: RegisterHistory;
	readonly #writers: readonly Writers[];
	readonly #column: ReadonlyMap<number, number>;
	readonly #budget: Budget;
	readonly #into: Forced[];
	/** By write: what comes before it for certain, oldest first. */
	readonly #known = new Map<number, Bounds>();

	/** @param into where the facts go, of other keys too */
	constructor(history: RegisterHistory, writers: readonly Writers[], budget: Budget, into: Forced[]) {
		this.#history = history;
		this.#writers = writers;
		this.#column = new Map(writers.map(({ session }, i) => [session, i]));
		this.#budget = budget;
		this.#into = into;
	}

	/**
	 * Of every writer the last write within these bounds must have come before what this read returned.
	 *
	 * @param bounds each ends with a write to the key, or is 0
	 */
	add(read: number, returned: number, bounds: Bounds): void {
		this.#budget.spend();
		if (this.#into.length < this.#budget.keptInAnyCase || returned === initialWrite)
			this.#addAll(read, returned, bounds);
		else this.#addWhatIsNew(read, returned, bounds);
		this.#budget.keep(this.#into.length);
	}

	#addAll(read: number, returned: number, bounds: Bounds): void {
		for (let i = 0; i < bounds.length; i++) {
			if (bounds[i] === 0) continue;
			const other = this.#last(i, bounds);
			if (other !== returned) this.#into.push({ read, returned, other });
		}
	}

	/** The latest first: the others mostly come before that one. */
	#addWhatIsNew(read: number, returned: number, bounds: Bounds): void {
		const known = this.#knownOf(returned);
		for (;;) {
			let latest = -1;
			let at = -1;
			for (let i = 0; i < bounds.length; i++) {
				if ((bounds[i] as number) <= (known[i] as number)) continue;
				const other = this.#last(i, bounds);
				if (other > latest && other !== returned) [latest, at] = [other, i];
			}
			if (at === -1) return;
			this.#into.push({ read, returned, other: latest });
			known[at] = bounds[at] as number;
			const before = this.#known.get(latest);
			if (before !== undefined)
				for (let i = 0; i < known.length; i++) known[i] = Math.max(known[i] as number, before[i] as number);
		}
	}

	/** What comes before a write for certain: at first what its own session did before. */
	#knownOf(write: number): Bounds {
		let known = this.#known.get(write);
		if (known === undefined) {
			known = new Int32Array(this.#writers.length);
			known[this.#column.get(this.#history.session[write] as number) as number] = this.#history.position[
				write
			] as number;
			this.#known.set(write, known);
			if (this.#known.size * known.length > rememberedMax)
				this.#known.delete(this.#known.keys().next().value as number);
		}
		return known;
	}

	#last(column: number, bounds: Bounds): number {
		const { session } = this.#writers[column] as Writers;
		return this.#history.sessions[session]?.[(bounds[column] as number) - 1] as number;
	}
}
