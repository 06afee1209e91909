import { startsMax } from './attempt.ts';
import type { Checkpoint, Configuration } from './kernel/kernel.ts';
import type { Part, PlacedOperation } from './parts.ts';
import type { Refutation } from './refutation.ts';
import type { SolvedPart } from './solve.ts';
import { wholeOf } from './witness.ts';
import { linearizedSets, type Start, type Witness } from './witness-judge.ts';
import { withoutCommon } from './witness-start.ts';

/** A part of at most so many operations is reduced as a whole. */
const wholeMax = 3000;
/** Ways in which things may stand where the window begins: with these few it is clear. */
const startsGood = 8;

/**
 * Operations that no order explains: of a long history those from shortly before the failing return on, with all the ways
 * in which things could stand there. Reducing them costs the same however long the history is.
 */
export function windowOf({ part, refutation }: SolvedPart): Witness {
	if (part.length <= wholeMax || refutation === undefined) return wholeOf(part);
	const windows = refutation.checkpoints.flatMap((checkpoint) => beginAt(checkpoint, part, refutation) ?? []);
	const good = windows.find(({ starts }) => starts.length <= startsGood);
	return good ?? windows.reduce((a, b) => (b.starts.length < a.starts.length ? b : a), windows[0] ?? wholeOf(part));
}

function beginAt({ front, configurations }: Checkpoint, part: Part, refutation: Refutation): Witness | undefined {
	const { failing, problem } = refutation;
	if (failing - front < 2) return undefined;
	const sets = configurations.map((configuration) => linearizedSets(configuration, problem, startsMax));
	if (sets.reduce((sum, some) => sum + (some?.length ?? startsMax + 1), 0) > startsMax) return undefined;
	const pool = new Pool(part);
	const completing = ranksFrom(front, refutation).map((rank) => pool.get(problem.rowOf[rank] as number));
	const crashed = crashedFor(configurations, refutation, completing.length);
	const starts = configurations.flatMap((configuration, i) =>
		(sets[i] ?? []).map((ranks): Start => {
			const linearized = ranks.map((rank) => pool.get(problem.rowOf[rank] as number));
			const used = crashed.flatMap((group) =>
				group.rows.slice(0, usedOf(configuration, group.crashedClass) - group.first),
			);
			return { state: configuration.state, applied: new Set([...linearized, ...used.map((row) => pool.get(row))]) };
		}),
	);
	const operations = [...completing, ...crashed.flatMap(({ rows }) => rows.map((row) => pool.get(row)))];
	return withoutCommon(
		operations.sort((a, b) => a.invoked - b.invoked),
		starts,
	);
}

/** One object for each row, so that sets of them are sets. */
class Pool {
	readonly #part: Part;
	readonly #objects = new Map<number, PlacedOperation>();

	constructor(part: Part) {
		this.#part = part;
	}

	get(row: number): PlacedOperation {
		const operation = this.#objects.get(row) ?? this.#part.operation(row);
		this.#objects.set(row, operation);
		return operation;
	}
}

/** Operations that are pending at this front, or invoked later and before the failing one returns. */
function ranksFrom(front: number, { problem, failing }: Refutation): number[] {
	const { invocationOrder, invokedBefore } = problem;
	return [...invocationOrder.subarray(0, invokedBefore[failing])].filter((rank) => rank >= front);
}

/**
 * Crashed operations that may be of use in the window, by class. In a shortest order an operation that completes follows
 * each use, or a chain of others that leads to one: no class has more uses than there are operations that complete.
 */
function crashedFor(configurations: readonly Configuration[], { problem, failing }: Refutation, limit: number) {
	const { crashedClass, crashedStart, crashedFrom, crashedRow } = problem;
	return Array.from(crashedClass, (_, index) => {
		const first = Math.min(...configurations.map((configuration) => usedOf(configuration, index)));
		const most = Math.max(...configurations.map((configuration) => usedOf(configuration, index)));
		const begin = (crashedStart[index] as number) + first;
		const end = Math.min(crashedStart[index + 1] as number, begin + (most - first) + limit);
		const rows: number[] = [];
		for (let i = begin; i < end && (crashedFrom[i] as number) <= failing; i++) rows.push(crashedRow[i] as number);
		return { crashedClass: index, first, rows };
	});
}

function usedOf({ crashed }: Configuration, crashedClass: number): number {
	return crashed.find(([one]) => one === crashedClass)?.[1] ?? 0;
}
