import { canonical } from './canonical.ts';
import type { InternedModel } from './interned-model.ts';
import type { PlacedOperation } from './parts.ts';

/**
 * Groups of operations that share values, directly or over others: two writes of 5 are in one group, and a cas from 5 to 7
 * joins the groups of 5 and of 7. Each group may be deleted as a whole; see `Model.values`. Operations about no value are
 * in no group; and there are no groups when the model cannot tell the values of some operation.
 */
export function groupByValues(operations: readonly PlacedOperation[], model: InternedModel): PlacedOperation[][] {
	const valuesOf = model.model.values?.bind(model.model);
	if (valuesOf === undefined) return [];
	const named: (readonly [PlacedOperation, readonly string[]])[] = [];
	for (const operation of operations) {
		const values = valuesOf(model.operation(operation.operationClass));
		if (values === undefined) return [];
		if (values.length > 0) named.push([operation, values.map(canonical)]);
	}
	const roots = joinValues(named.map(([, values]) => values));
	const groups = new Map<string, PlacedOperation[]>();
	for (const [operation, [first]] of named) {
		const root = rootOf(roots, first as string);
		const group = groups.get(root);
		if (group === undefined) groups.set(root, [operation]);
		else group.push(operation);
	}
	return [...groups.values()];
}

/** Union-find: by value another value of its group, until one that stands for the group. */
function joinValues(together: readonly (readonly string[])[]): Map<string, string> {
	const roots = new Map<string, string>();
	for (const [first, ...others] of together) {
		const root = rootOf(roots, first as string);
		for (const other of others) roots.set(rootOf(roots, other), root);
	}
	return roots;
}

function rootOf(roots: Map<string, string>, value: string): string {
	let root = value;
	for (;;) {
		const next = roots.get(root);
		if (next === undefined || next === root) break;
		root = next;
	}
	if (root !== value) roots.set(value, root);
	return root;
}
