/** A beginning of an order of the writes to one key. */
export interface Beginning {
	/** Pending writes that are placed, by their numbers. */
	readonly placed: ReadonlySet<number>;
	readonly count: number;
	/** For each value that is placed and will be read by an operation not yet invoked: how many were placed up to it. */
	readonly stamps: ReadonlyMap<number, number>;
	/** A cas that must be the next: it found what was written last. */
	readonly next: number | undefined;
	/** The greatest number of newer values that a read missed. */
	readonly worst: number;
}

/** All ages together. */
export function ageOf({ count, stamps }: Beginning): number {
	let sum = 0;
	for (const stamp of stamps.values()) sum += count - stamp;
	return sum;
}

/** Leaves out every beginning that another one beats or equals in everything. */
export function undominated(front: readonly Beginning[]): Beginning[] {
	if (front.length < 2) return [...front];
	const groups = new Map<string, Beginning[]>();
	for (const one of front) {
		const name = `${[...one.placed].sort((a, b) => a - b)} ${one.next}`;
		const group = groups.get(name);
		if (group === undefined) groups.set(name, [one]);
		else if (!group.some((other) => isAsGood(other, one))) {
			groups.set(name, [...group.filter((other) => !isAsGood(one, other)), one]);
		}
	}
	return [...groups.values()].flat();
}

/** Both have placed the same writes, and so read the same values later. */
function isAsGood(one: Beginning, other: Beginning): boolean {
	if (one.worst > other.worst) return false;
	for (const [value, stamp] of one.stamps) if (stamp < (other.stamps.get(value) as number)) return false;
	return true;
}
