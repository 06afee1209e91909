import type { ValueTable } from '../value-table.ts';

/** By table: for each value its local id + 1, and 0 while it has none. All 0 between uses. */
const scratch = new WeakMap<ValueTable, Int32Array>();

/**
 * Numbers the values of one object from 0 on, in the order in which they are asked for: of a table with the values of a
 * thousand objects each sees its own only. `use` must not start another numbering of the same table.
 */
export function withLocalIds<Result>(values: ValueTable, use: (ids: LocalIds) => Result): Result {
	let numbers = scratch.get(values);
	if (numbers === undefined || numbers.length < values.size) {
		numbers = new Int32Array(values.size);
		scratch.set(values, numbers);
	}
	const ids = new LocalIds(numbers);
	try {
		return use(ids);
	} finally {
		ids.forget();
	}
}

export class LocalIds {
	/** By local id: the id in the table. */
	readonly originals: number[] = [];
	readonly #numbers: Int32Array;

	constructor(numbers: Int32Array) {
		this.#numbers = numbers;
	}

	get count(): number {
		return this.originals.length;
	}

	/** The local id of a value. */
	of(id: number): number {
		const known = this.#numbers[id] as number;
		if (known !== 0) return known - 1;
		const local = this.originals.push(id);
		this.#numbers[id] = local;
		return local - 1;
	}

	forget(): void {
		for (const id of this.originals) this.#numbers[id] = 0;
	}
}
