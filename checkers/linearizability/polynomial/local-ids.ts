import { Numbering } from '../numbering.ts';
import type { ValueTable } from '../value-table.ts';

/** By table: for each value its local id + 1, and 0 while it has none. All 0 between uses. */
const scratch = new WeakMap<ValueTable, Int32Array>();

/**
 * Numbers the values of one object from 0 on, in the order in which they are asked for: of a table with the values of a
 * thousand objects each sees its own only. `use` must not start another numbering of the same table.
 */
export function withLocalIds<Result>(values: ValueTable, use: (ids: Numbering) => Result): Result {
	let numbers = scratch.get(values);
	if (numbers === undefined || numbers.length < values.size) {
		numbers = new Int32Array(values.size);
		scratch.set(values, numbers);
	}
	const ids = new Numbering(numbers);
	try {
		return use(ids);
	} finally {
		ids.forget();
	}
}
