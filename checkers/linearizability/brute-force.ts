/** An operation to be placed in an order. Positions come from one clock, and no two are equal. */
export interface Interval {
	readonly operationClass: number;
	readonly invoked: number;
	/** `Infinity` for a crashed operation. */
	readonly completed: number;
}

/**
 * Whether a history is linearizable, by trying every order: the definition itself, word by word, for histories of a
 * dozen operations. What the kernel is tested against.
 *
 * An operation may come next unless another one that is not placed yet returned before it was invoked. A crashed
 * operation need never be placed.
 */
export function isLinearizableByBruteForce<Operation extends Interval>(
	operations: readonly Operation[],
	initialState: number,
	step: (state: number, operationClass: number) => number,
): boolean {
	const placed = new Set<Operation>();

	function canFinish(state: number): boolean {
		const rest = operations.filter((operation) => !placed.has(operation));
		if (rest.every(({ completed }) => completed === Number.POSITIVE_INFINITY)) return true;
		const firstReturn = Math.min(...rest.map(({ completed }) => completed));
		return rest.some((operation) => {
			if (operation.invoked > firstReturn) return false;
			const next = step(state, operation.operationClass);
			if (next === -1) return false;
			placed.add(operation);
			const finished = canFinish(next);
			placed.delete(operation);
			return finished;
		});
	}

	return canFinish(initialState);
}
