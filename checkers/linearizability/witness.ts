import { groupByValues } from './independent-values.ts';
import type { Part, PlacedOperation } from './parts.ts';
import {
	type Judgement,
	judge,
	type ReplaySearch,
	type Start,
	type Witness,
	withoutLookahead,
} from './witness-judge.ts';
import { startLater } from './witness-start.ts';

/** A witness of so many operations can be read as it is; a longer one is started later, if that makes it shorter. */
const readableLength = 6;

/** All operations of a part, from the beginning or from this state. */
export function wholeOf({ model, operations }: Part, before: unknown = model.model.initial): Witness {
	return { operations, starts: [{ state: model.stateId(before), applied: new Set() }] };
}

/**
 * A small set of operations that no order explains, out of operations that no order explains.
 *
 * Every move is sound: it keeps a linearizable history linearizable, so that what is left over proves that the whole was
 * not. A lone write is never deleted.
 *
 * 1. What comes after the return that no order passes is cut off.
 * 2. All operations about some values are deleted, where the model says that values are independent.
 * 3. Operations that only read are deleted.
 * 4. If it is still long, it starts later, in the configurations that the search found reachable there.
 * 5. Pending operations that the search never had a use for are left out: last, since a smaller set might use them.
 *
 * Without time it is larger, and still a witness.
 */
export function findWitness(unexplained: Witness, search: ReplaySearch): Witness | undefined {
	const whole = judged(unexplained, search);
	if (whole === undefined) return undefined;
	const reduced = deleteReads(deleteValues(whole, search), search);
	const witness = withoutBystanders(reduced, search);
	if (witness.operations.length <= readableLength) return exact(witness, search);
	const found = smallest([witness, ...startLater(reduced, search).flatMap((later) => reduceLater(later, search))]);
	return exact(found, search);
}

/** A lookahead finds dead ends early, but not the first return that cannot be passed. */
function exact(witness: Witness, search: ReplaySearch): Witness {
	return judged(witness, withoutLookahead(search)) ?? witness;
}

function reduceLater(later: Witness, search: ReplaySearch): Witness[] {
	const whole = judged(later, search);
	return whole === undefined ? [] : [withoutBystanders(deleteReads(deleteValues(whole, search), search), search)];
}

function smallest(witnesses: readonly Witness[]): Witness {
	return witnesses.reduce((a, b) => (b.operations.length < a.operations.length ? b : a));
}

/** The witness cut off after the return that cannot be explained; nothing if it can be explained, or nobody knows. */
function judged(witness: Witness, search: ReplaySearch): Witness | undefined {
	const judgement = judge(witness, search);
	return judgement && cutOff(witness, judgement);
}

/**
 * Operations that are still pending at the cut become crashed ones: they may have taken effect or not. What explains their
 * answers may have come after the cut, so that nothing may be concluded from them.
 */
function cutOff({ operations, starts }: Witness, { failing }: Judgement): Witness {
	const kept = new Map<PlacedOperation, PlacedOperation>();
	for (const operation of operations) {
		if (operation.invoked > failing.completed) continue;
		const isPending = operation.completed > failing.completed;
		kept.set(operation, isPending ? { ...operation, completed: Number.POSITIVE_INFINITY } : operation);
	}
	const keep = (some: Iterable<PlacedOperation>) => [...some].flatMap((operation) => kept.get(operation) ?? []);
	return {
		operations: keep(operations),
		starts: starts.map(({ state, applied }) => ({ state, applied: new Set(keep(applied)) })),
	};
}

function keepOnly({ operations, starts }: Witness, isKept: (operation: PlacedOperation) => boolean): Witness {
	const kept = ({ state, applied }: Start): Start => ({ state, applied: new Set([...applied].filter(isKept)) });
	return { operations: operations.filter(isKept), starts: starts.map(kept) };
}

/** Deletes as many of these groups as it can: all at once, or else half of them, and so on. */
function deleteGroups(witness: Witness, groups: readonly PlacedOperation[][], search: ReplaySearch): Witness {
	if (groups.length === 0) return witness;
	const deleted = new Set(groups.flat());
	const smaller = judged(
		keepOnly(witness, (operation) => !deleted.has(operation)),
		search,
	);
	if (smaller !== undefined) return smaller;
	if (groups.length === 1) return witness;
	const middle = groups.length >> 1;
	return deleteGroups(deleteGroups(witness, groups.slice(0, middle), search), groups.slice(middle), search);
}

function deleteReads(witness: Witness, search: ReplaySearch): Witness {
	return deleteGroups(witness, readsOf(witness, search), search);
}

function readsOf({ operations }: Witness, { model }: ReplaySearch): PlacedOperation[][] {
	return operations.filter(({ operationClass }) => model.isReadOnly(operationClass)).map((read) => [read]);
}

function deleteValues(witness: Witness, search: ReplaySearch): Witness {
	return deleteGroups(witness, groupByValues(witness.operations, search.model), search);
}

/**
 * Leaves out operations that were still pending at the end and that the search never placed: without them it is the same
 * search. Of crashed operations that are alike it keeps as many as any configuration used.
 */
function withoutBystanders(witness: Witness, search: ReplaySearch): Witness {
	const judgement = judge(witness, search);
	if (judgement === undefined) return witness;
	const { failing, placed } = judgement;
	const bystanders = witness.operations.filter((one) => one.completed > failing.completed && !placed.has(one));
	return leaveOut(witness, bystanders, search);
}

/**
 * A bystander stays if without it others would no longer be needed. A cas from 0 to 1 that crashed, a write of 3, and then a
 * cas from 1: no order has a use for the first; but without it the last would fail even where nobody wrote 3.
 */
function leaveOut(witness: Witness, bystanders: readonly PlacedOperation[], search: ReplaySearch): Witness {
	if (bystanders.length === 0) return witness;
	const left = new Set(bystanders);
	const fewer = keepOnly(witness, (operation) => !left.has(operation));
	if (!hasSuperfluous(fewer, search)) return fewer;
	if (bystanders.length === 1) return witness;
	const middle = bystanders.length >> 1;
	return leaveOut(leaveOut(witness, bystanders.slice(0, middle), search), bystanders.slice(middle), search);
}

function hasSuperfluous(witness: Witness, search: ReplaySearch): boolean {
	const groups = [...readsOf(witness, search), ...groupByValues(witness.operations, search.model)];
	return groups.some((group) => {
		const rest = keepOnly(witness, (operation) => !group.includes(operation));
		return judge(rest, search) !== undefined;
	});
}
