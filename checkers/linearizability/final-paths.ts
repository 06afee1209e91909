import { describeOperation } from './describe-operation.ts';
import type { FinalPath } from './details.ts';
import type { InternedModel } from './interned-model.ts';
import type { PlacedOperation } from './parts.ts';
import type { DeadEnd, Start } from './witness-judge.ts';

/** Steps of a path to show, at most: the last ones. */
const orderMax = 40;

/**
 * The longest partial linearizations of a dead end. The search has kept how it came to each configuration, without the
 * read-only operations, which it linearizes wherever they are possible; here the way is walked again with them.
 */
export function finalPathsFrom(start: Start, dead: DeadEnd, model: InternedModel, limit: number): FinalPath[] {
	const last: number[] = [];
	let id = 0;
	for (const { front } of dead.configurations()) {
		id++;
		if (front === dead.frontMax && last.length < limit) last.push(id);
	}
	return last.map((one) => walk(movesTo(one, dead), start, dead, model));
}

function movesTo(id: number, dead: DeadEnd): PlacedOperation[] {
	const moves: PlacedOperation[] = [];
	const usedLater = new Map<number, number>();
	let configuration = dead.configuration(id);
	const used = new Map(configuration.crashed);
	while (configuration.parent !== 0) {
		const { move, parent } = configuration;
		if (move >= 0) moves.push(dead.problem.completing[move] as PlacedOperation);
		else {
			// The last use on the way is the last of those counted.
			const crashedClass = -1 - move;
			const later = usedLater.get(crashedClass) ?? 0;
			usedLater.set(crashedClass, later + 1);
			const group = dead.problem.crashed[crashedClass] as PlacedOperation[];
			moves.push(group[(used.get(crashedClass) as number) - 1 - later] as PlacedOperation);
		}
		configuration = dead.configuration(parent);
	}
	return moves.reverse();
}

function walk(moves: readonly PlacedOperation[], start: Start, dead: DeadEnd, model: InternedModel): FinalPath {
	const { completing } = dead.problem;
	const placed = new Set<PlacedOperation>();
	const order: { operation: number; text: string; state: string }[] = [];
	let state = start.state;

	function place(operation: PlacedOperation): void {
		state = model.step(state, operation.operationClass);
		placed.add(operation);
		const { source } = operation;
		order.push({ operation: source.invoked, text: describeOperation(source), state: model.describe(state) });
	}

	/** What is pending before the first return that is not linearized. */
	function pending(): PlacedOperation[] {
		const front = completing.find((operation) => !placed.has(operation));
		return completing.filter((one) => !placed.has(one) && front !== undefined && one.invoked < front.completed);
	}

	function placeReads(): void {
		for (let again = true; again; ) {
			const possible = pending().filter(
				({ operationClass }) => model.isReadOnly(operationClass) && model.step(state, operationClass) !== -1,
			);
			for (const read of possible) place(read);
			again = possible.length > 0;
		}
	}

	placeReads();
	for (const operation of moves) {
		place(operation);
		placeReads();
	}
	const stuck = dead.failing;
	return {
		from: model.describe(start.state),
		order: order.slice(-orderMax),
		stuck: stuck.invoked,
		alsoStuck: pending()
			.filter((one) => one !== stuck && model.step(state, one.operationClass) === -1)
			.map(({ invoked }) => invoked),
	};
}
