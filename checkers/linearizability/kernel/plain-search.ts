import type { Interval } from '../brute-force.ts';

/** One way in which things may stand: the state, and what has been linearized of what may still be. */
interface Standing {
	readonly state: number;
	/** Pending or crashed operations that have taken effect. */
	readonly done: ReadonlySet<Interval>;
}

/**
 * The kernel's plain twin: the same question answered return by return in the obvious way, with sets and texts, and none of
 * the kernel's rules for leaving something out. Slow, and kept for tests and for comparison.
 *
 * @returns the first operation whose return no order passes; nothing when some order explains all
 */
export function searchPlainly<Operation extends Interval>(
	operations: readonly Operation[],
	initialState: number,
	step: (state: number, operationClass: number) => number,
): Operation | undefined {
	const returning = operations.filter(({ completed }) => completed !== Number.POSITIVE_INFINITY);
	returning.sort((a, b) => a.completed - b.completed);
	const returned = new Set<Operation>();
	let standings: Standing[] = [{ state: initialState, done: new Set() }];
	for (const front of returning) {
		const open = operations.filter((one) => one.invoked < front.completed && !returned.has(one));
		standings = passing(standings, front, open, step);
		if (standings.length === 0) return front;
		returned.add(front);
	}
	return undefined;
}

/** All the ways in which things may stand right after this return. */
function passing(
	standings: readonly Standing[],
	front: Interval,
	open: readonly Interval[],
	step: (state: number, operationClass: number) => number,
): Standing[] {
	const met = new Map<string, Standing>();
	const passed = new Map<string, Standing>();
	const queue: Standing[] = [];
	const arrive = (standing: Standing) => {
		const name = nameOf(standing, open);
		if (met.has(name)) return;
		met.set(name, standing);
		queue.push(standing);
	};
	for (const standing of standings) arrive(standing);
	for (let standing = queue.pop(); standing !== undefined; standing = queue.pop()) {
		if (standing.done.has(front)) {
			const left = { state: standing.state, done: new Set([...standing.done].filter((one) => one !== front)) };
			passed.set(nameOf(left, open), left);
			continue;
		}
		for (const operation of open) {
			if (standing.done.has(operation)) continue;
			const next = step(standing.state, operation.operationClass);
			if (next !== -1) arrive({ state: next, done: new Set([...standing.done, operation]) });
		}
	}
	return [...passed.values()];
}

/** The same for standings that are the same: crashed operations of one class are. */
function nameOf({ state, done }: Standing, open: readonly Interval[]): string {
	const names = open.flatMap((operation, i) => {
		if (!done.has(operation)) return [];
		return operation.completed === Number.POSITIVE_INFINITY ? [`crashed ${operation.operationClass}`] : [`${i}`];
	});
	return `${state}: ${names.sort().join(', ')}`;
}
