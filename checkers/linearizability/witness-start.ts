import type { Configuration } from './kernel/kernel.ts';
import type { PlacedOperation } from './parts.ts';
import {
	type DeadEnd,
	linearizedSets,
	type ReplaySearch,
	type Start,
	searchFrom,
	type Witness,
} from './witness-judge.ts';

/** Returns before the failing one that a later start leaves in, for context, at least. */
const returnsKept = 2;
/** How far before the failing return to look for starts. */
const returnsBack = [3, 6, 12, 25, 50];
/** Configurations to start in, at most: more explain nothing. */
const startsMax = 8;

/**
 * Ends of a witness, each with the configurations in which it may begin.
 *
 * The search that found every order wrong has met all configurations there are. Those that come first at or after some
 * return are a complete list of how things could stand there: every order goes through one of them, and all are dead ends.
 * The fewer, the better to explain; among equals, the later. How far back the best one lies is tried out by the caller.
 */
export function startLater({ operations, starts }: Witness, search: ReplaySearch): Witness[] {
	const [only] = starts;
	if (only === undefined || starts.length > 1) return [];
	const dead = searchFrom(operations, only, search);
	if (dead === undefined || !dead.isWhole || dead.frontMax <= returnsKept) return [];
	const configurations = [...dead.configurations()];
	const fronts = (id: number) => (id === 0 ? -1 : (configurations[id - 1] as Configuration).front);
	const entries = countEntries(dead, configurations, fronts);
	const chosen = new Set(returnsBack.map((back) => bestFront(entries, dead.frontMax, back)));
	return [...chosen].flatMap((front) => {
		const entering = configurations.filter((one) => one.front >= front && fronts(one.parent) < front);
		return restartIn(entering, operations, dead) ?? [];
	});
}

/** By front: how many configurations enter it. */
function countEntries(
	{ frontMax }: DeadEnd,
	configurations: readonly Configuration[],
	fronts: (id: number) => number,
): Int32Array {
	// A configuration enters all fronts after its parent's, up to its own: the entries are the sums of these steps.
	const steps = new Int32Array(frontMax + 2);
	for (const { front, parent } of configurations) {
		if (front === fronts(parent)) continue;
		const first = fronts(parent) + 1;
		steps[first] = (steps[first] as number) + 1;
		steps[front + 1] = (steps[front + 1] as number) - 1;
	}
	for (let front = 1; front < steps.length; front++)
		steps[front] = (steps[front] as number) + (steps[front - 1] as number);
	return steps;
}

/** The front that the fewest configurations enter, so many returns back at most. */
function bestFront(entries: Int32Array, frontMax: number, back: number): number {
	let best = Math.max(0, frontMax - back);
	for (let front = best; front <= frontMax - returnsKept; front++) {
		if ((entries[front] as number) <= (entries[best] as number)) best = front;
	}
	return best;
}

function restartIn(
	entering: readonly Configuration[],
	operations: readonly PlacedOperation[],
	dead: DeadEnd,
): Witness | undefined {
	const starts = new Map<string, Start>();
	for (const configuration of entering) {
		const sets = appliedSets(configuration, dead);
		if (sets === undefined) return undefined;
		for (const applied of sets) {
			const name = `${configuration.state}: ${[...applied].map(({ invoked }) => invoked).sort((a, b) => a - b)}`;
			starts.set(name, { state: configuration.state, applied });
		}
		if (starts.size > startsMax) return undefined;
	}
	return withoutCommon(operations, [...starts.values()]);
}

/** What a configuration has linearized, or what had returned before it and so was linearized before. */
function appliedSets(configuration: Configuration, dead: DeadEnd): Set<PlacedOperation>[] | undefined {
	const returned = Array.from({ length: configuration.front }, (_, rank) => dead.completing(rank));
	const used = configuration.crashed.flatMap(([crashedClass, count]) => dead.crashed(crashedClass).slice(0, count));
	return linearizedSets(configuration, dead.problem, startsMax)?.map(
		(ranks) => new Set([...returned, ...ranks.map(dead.completing), ...used]),
	);
}

/** What has been applied in every start is no part of the witness. */
export function withoutCommon(operations: readonly PlacedOperation[], starts: readonly Start[]): Witness {
	const rest = operations.filter((operation) => !starts.every(({ applied }) => applied.has(operation)));
	const inRest = new Set(rest);
	return {
		operations: rest,
		starts: starts.map(({ state, applied }) => ({
			state,
			applied: new Set([...applied].filter((one) => inRest.has(one))),
		})),
	};
}
