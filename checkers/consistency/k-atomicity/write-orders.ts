import { initialWrite, noRead, type RegisterHistory } from '../register-history.ts';
import { ageOf, type Beginning, undominated } from './beginnings.ts';
import { type Moment, momentsOf } from './moments.ts';

/** Beginnings of an order of writes that are followed side by side. */
const frontierMax = 500;

/** All orders of the writes to one key that may be best, followed through the history. */
export class WriteOrders {
	readonly #moments: readonly Moment[];
	/** The cas that found a value. */
	readonly #casAfter = new Map<number, number>();
	/** For each value how many of its reads are not yet invoked. */
	readonly #readsLeft = new Map<number, number>();
	readonly #pending = new Set<number>();
	readonly #allCas: ReadonlySet<number>;
	readonly #isSound: boolean;
	/** Whether nothing had to be left out. */
	#isComplete = true;

	constructor(operations: readonly number[], history: RegisterHistory) {
		const { readsFrom, writes } = history;
		let isSound = true;
		for (const operation of operations) {
			const returned = readsFrom[operation] as number;
			if (returned === noRead) continue;
			if (writes[operation] === 0) this.#readsLeft.set(returned, (this.#readsLeft.get(returned) ?? 0) + 1);
			else if (this.#casAfter.has(returned)) isSound = false;
			else this.#casAfter.set(returned, operation);
		}
		this.#allCas = new Set(this.#casAfter.values());
		this.#isSound = isSound;
		this.#moments = momentsOf(operations, history);
	}

	search(deadline: number): { readonly worst: number; readonly isComplete: boolean } | 'unbounded' | 'out-of-time' {
		if (!this.#isSound) return 'unbounded';
		const stamps = new Map<number, number>(this.#readsLeft.has(initialWrite) ? [[initialWrite, 0]] : []);
		let front: Beginning[] = [
			{ placed: new Set(), count: 0, stamps, next: this.#casAfter.get(initialWrite), worst: 0 },
		];
		for (const moment of this.#moments) {
			front = this.#cut(this.#after(moment, front));
			if (front.length === 0) return this.#isComplete ? 'unbounded' : 'out-of-time';
			if (performance.now() > deadline) return 'out-of-time';
		}
		const worst = front.reduce((least, one) => Math.min(least, one.worst), Number.POSITIVE_INFINITY);
		return { worst, isComplete: this.#isComplete };
	}

	/** Of too many the most hopeful. */
	#cut(front: Beginning[]): Beginning[] {
		if (front.length <= frontierMax) return front;
		this.#isComplete = false;
		return front.sort((a, b) => a.worst - b.worst || ageOf(a) - ageOf(b)).slice(0, frontierMax);
	}

	#after(moment: Moment, front: Beginning[]): Beginning[] {
		switch (moment.kind) {
			case 'invoke':
				this.#pending.add(moment.write);
				return front;
			case 'read':
				return this.#afterRead(moment.returned, front);
			case 'due': {
				// Somebody returned its value before it was invoked.
				if (!this.#pending.has(moment.write)) return [];
				const placed = this.#untilPlaced(moment.write, front);
				this.#pending.delete(moment.write);
				return undominated(placed.map((one) => ({ ...one, placed: withoutWrite(one.placed, moment.write) })));
			}
		}
	}

	/** A value that is not yet placed is read as soon as it is. */
	#afterRead(returned: number, front: Beginning[]): Beginning[] {
		const left = (this.#readsLeft.get(returned) as number) - 1;
		this.#readsLeft.set(returned, left);
		const after = front.map((one) => {
			const stamp = one.stamps.get(returned);
			if (stamp === undefined) return one;
			const worst = Math.max(one.worst, one.count - stamp);
			return { ...one, worst, stamps: left === 0 ? withoutStamp(one.stamps, returned) : one.stamps };
		});
		return left === 0 ? undominated(after) : after;
	}

	/** All ways to place a write now, after some of the pending ones. */
	#untilPlaced(write: number, front: Beginning[]): Beginning[] {
		const done: Beginning[] = [];
		let open: Beginning[] = [];
		for (const one of front) (one.placed.has(write) ? done : open).push(one);
		while (open.length > 0) {
			const further: Beginning[] = [];
			for (const one of open) {
				for (const next of this.#choices(one, write)) {
					(next === write ? done : further).push(this.#place(next, one));
				}
			}
			open = this.#cut(undominated(further));
		}
		return done;
	}

	/** Going before a value that nobody will read helps nobody, unless a cas binds what follows it. */
	#choices({ placed, next }: Beginning, write: number): readonly number[] {
		if (next !== undefined) return this.#pending.has(next) && !placed.has(next) ? [next] : [];
		if (!this.#isRead(write) && !this.#casAfter.has(write) && !this.#allCas.has(write)) return [write];
		// A cas comes right after what it found, and nowhere else.
		return [...this.#pending].filter((one) => !placed.has(one) && !this.#allCas.has(one));
	}

	#isRead(write: number): boolean {
		return (this.#readsLeft.get(write) ?? 0) > 0;
	}

	#place(write: number, { placed, count, stamps, worst }: Beginning): Beginning {
		const more = this.#isRead(write) ? new Map(stamps).set(write, count + 1) : stamps;
		return {
			placed: new Set(placed).add(write),
			count: count + 1,
			stamps: more,
			next: this.#casAfter.get(write),
			worst,
		};
	}
}

function withoutWrite(placed: ReadonlySet<number>, write: number): ReadonlySet<number> {
	const rest = new Set(placed);
	rest.delete(write);
	return rest;
}

function withoutStamp(stamps: ReadonlyMap<number, number>, value: number): ReadonlyMap<number, number> {
	const rest = new Map(stamps);
	rest.delete(value);
	return rest;
}
