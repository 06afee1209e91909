import { enlarged } from '../../../harness/model/growth.ts';
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
	readonly #numbers: Int32Array;
	/** By local id: the id in the table. */
	#originals = new Int32Array(64);
	#count = 0;

	constructor(numbers: Int32Array) {
		this.#numbers = numbers;
	}

	get count(): number {
		return this.#count;
	}

	/** The local id of a value. What is new and what is known comes in no order, so that nothing here is a branch. */
	of(id: number): number {
		const count = this.#count;
		if (count === this.#originals.length) this.#originals = enlarged(this.#originals);
		const known = (this.#numbers[id] as number) - 1;
		const isNew = known >>> 31;
		const local = known + (count + 1) * isNew;
		this.#numbers[id] = local + 1;
		this.#originals[local] = id;
		this.#count = count + isNew;
		return local;
	}

	/** By local id: the id in the table. */
	originals(): Int32Array {
		return this.#originals.slice(0, this.#count);
	}

	forget(): void {
		for (let local = 0; local < this.#count; local++) this.#numbers[this.#originals[local] as number] = 0;
	}
}
