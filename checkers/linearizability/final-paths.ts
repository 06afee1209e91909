import { describeOperation } from './describe-operation.ts';
import type { FinalPath } from './details.ts';
import type { InternedModel } from './interned-model.ts';
import { PASS } from './kernel/kernel.ts';
import type { PlacedOperation } from './parts.ts';
import type { DeadEnd, Start } from './witness-judge.ts';

/** Steps of a path to show, at most: the last ones. */
const orderMax = 40;

/**
 * The longest partial linearizations of a dead end. The search has kept how it came to each configuration, without the
 * read-only operations, which it linearizes wherever they are possible; here the way is walked again with them.
 */
export function finalPathsFrom(start: Start, dead: DeadEnd, model: InternedModel, limit: number): FinalPath[] {
	if (!dead.isWhole) return [];
	const last: number[] = [];
	let id = 0;
	for (const { front } of dead.configurations()) {
		id++;
		if (front === dead.frontMax && last.length < limit) last.push(id);
	}
	return last.map((one) => walk(movesTo(one, dead), start, dead, model));
}

/** An operation that takes its place, or one that is passed: it took effect before another one hid it. */
interface Move {
	readonly operation: PlacedOperation;
	readonly isPassed: boolean;
}

function movesTo(id: number, dead: DeadEnd): Move[] {
	const moves: Move[] = [];
	const usedLater = new Map<number, number>();
	let configuration = dead.configuration(id);
	const used = new Map(configuration.crashed);
	while (configuration.parent !== 0) {
		const { move, parent } = configuration;
		configuration = dead.configuration(parent);
		if (move === PASS) moves.push({ operation: dead.completing(configuration.front), isPassed: true });
		else if (move >= 0) moves.push({ operation: dead.completing(move), isPassed: false });
		else {
			// The last use on the way is the last of those counted.
			const crashedClass = -1 - move;
			const later = usedLater.get(crashedClass) ?? 0;
			usedLater.set(crashedClass, later + 1);
			const operation = dead.crashed(crashedClass)[(used.get(crashedClass) as number) - 1 - later] as PlacedOperation;
			moves.push({ operation, isPassed: false });
		}
	}
	return moves.reverse();
}

function walk(moves: readonly Move[], start: Start, dead: DeadEnd, model: InternedModel): FinalPath {
	const completing = Array.from({ length: dead.problem.length }, (_, rank) => dead.completing(rank));
	const placed = new Set<PlacedOperation>();
	const order: { readonly operation: PlacedOperation; readonly state: number }[] = [];
	const stateAt = (position: number) => order[position - 1]?.state ?? start.state;
	const currentState = () => stateAt(order.length);

	function place(operation: PlacedOperation, position: number = order.length): void {
		placed.add(operation);
		order.splice(position, 0, { operation, state: model.step(stateAt(position), operation.operationClass) });
	}

	/** The latest place where it changes nothing, or where a blind operation follows, which hides it. */
	function placeHidden(operation: PlacedOperation): void {
		let position = order.length;
		for (; position > 0; position--) {
			const next = order[position]?.operation;
			if (next !== undefined && model.isBlind(next.operationClass)) break;
			if (model.step(stateAt(position), operation.operationClass) === stateAt(position)) break;
		}
		place(operation, position);
	}

	/** What is pending before the first return that is not linearized. */
	function pending(): PlacedOperation[] {
		const front = completing.find((operation) => !placed.has(operation));
		return completing.filter((one) => !placed.has(one) && front !== undefined && one.invoked < front.completed);
	}

	function placeReads(): void {
		for (let again = true; again; ) {
			const possible = pending().filter(
				({ operationClass }) => model.isReadOnly(operationClass) && model.step(currentState(), operationClass) !== -1,
			);
			for (const read of possible) place(read);
			again = possible.length > 0;
		}
	}

	placeReads();
	for (const { operation, isPassed } of moves) {
		if (isPassed) placeHidden(operation);
		else place(operation);
		placeReads();
	}
	const stuck = dead.failing;
	return {
		from: model.describe(start.state),
		order: order.slice(-orderMax).map(({ operation, state }) => ({
			operation: operation.source.invoked,
			text: describeOperation(operation.source),
			state: model.describe(state),
		})),
		stuck: stuck.invoked,
		alsoStuck: pending()
			.filter((one) => one !== stuck && model.step(currentState(), one.operationClass) === -1)
			.map(({ invoked }) => invoked),
	};
}
