import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical } from '../canonical.ts';
import { inconsistent, type Model, type SequentialOperation, unknownOperation } from '../model.ts';
import { growOnlySetMonitor } from '../polynomial/growing-set.ts';
import { setMonitor } from '../polynomial/set.ts';
import { answered } from './operations.ts';

/** Elements by their canonical text, in order of it: one array for each set. */
type Elements = readonly string[];

/**
 * A set: `add x`, `remove x`, `contains x`, and `read` of the whole. An answer true or false of `add` and `remove` says
 * whether the set changed.
 */
export const set: Model<Elements> = {
	name: 'set',
	description: 'a set with add, remove, contains and read; empty at first',
	initial: [],
	step(elements, operation) {
		const element = canonical(operation.input);
		const present = elements.includes(element);
		switch (operation.f) {
			case 'add':
				if (!answered(operation, !present)) return inconsistent;
				return present ? elements : [...elements, element].sort();
			case 'remove':
				if (!answered(operation, present)) return inconsistent;
				return present ? elements.filter((other) => other !== element) : elements;
			case 'contains':
				return answered(operation, present) ? elements : inconsistent;
			case 'read':
				return operation.type === 'info' || isRead(operation.output, elements) ? elements : inconsistent;
			default:
				throw unknownOperation('set', ['add', 'remove', 'contains', 'read'], operation);
		}
	},
	isReadOnly: ({ f }) => f === 'contains' || f === 'read',
	describe: (elements) => `{${elements.join(', ')}}`,
	polynomial: setMonitor,
	values: (operation: SequentialOperation) => (operation.f === 'read' ? undefined : [operation.input]),
};

/** A whole read lists every element once, in any order. */
function isRead(output: JsonValue, elements: Elements): boolean {
	if (!Array.isArray(output) || output.length !== elements.length) return false;
	const listed = output.map(canonical).sort();
	return listed.every((element, index) => element === elements[index]);
}

/** A set that only grows: `add x`, and `read` of the whole. */
export const growOnlySet: Model<Elements> = {
	...set,
	name: 'grow-only-set',
	description: 'a set with add and read of the whole; empty at first',
	step(elements, operation) {
		if (operation.f === 'add' || operation.f === 'read') return set.step(elements, operation);
		throw unknownOperation('grow-only-set', ['add', 'read'], operation);
	},
	polynomial: growOnlySetMonitor,
};
