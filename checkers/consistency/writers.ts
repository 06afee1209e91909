import type { RegisterHistory } from './register-history.ts';

/** The writes of one session to one key, in order. */
export interface Writers {
	readonly session: number;
	readonly writes: readonly number[];
}

/** For each key the sessions that wrote to it. */
export function writersByKey({ keys, writes, session }: RegisterHistory): readonly (readonly Writers[])[] {
	return keys.map((operations) => {
		const bySession = new Map<number, number[]>();
		for (const operation of operations) {
			if (writes[operation] === 0) continue;
			const writer = session[operation] as number;
			const known = bySession.get(writer);
			if (known === undefined) bySession.set(writer, [operation]);
			else known.push(operation);
		}
		return [...bySession].map(([writer, list]) => ({ session: writer, writes: list }));
	});
}

/** The last of a session's writes to a key that is among the session's first `bound` operations; nothing when none is. */
export function lastWithin({ writes }: Writers, bound: number, { position }: RegisterHistory): number | undefined {
	let low = 0;
	let high = bound === 0 ? 0 : writes.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((position[writes[middle] as number] as number) < bound) low = middle + 1;
		else high = middle;
	}
	return low === 0 ? undefined : writes[low - 1];
}

/** How many of a session's first operations end with that write; 0 when there is none. */
export function boundWithin(writers: Writers, bound: number, history: RegisterHistory): number {
	const last = lastWithin(writers, bound, history);
	return last === undefined ? 0 : (history.position[last] as number) + 1;
}
