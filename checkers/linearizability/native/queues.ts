import type { JsonValue } from '../../../harness/model/index.ts';
import type { InternedModel } from '../interned-model.ts';
import { ValueTable } from '../value-table.ts';
import { Kind, type NativeStep, type NativeSteps, rowsOf } from './native-steps.ts';

const known = ['enqueue', 'dequeue', 'peek'];
/** For an operation of which nobody knows what it returned. */
const ANY = -1;

/** A queue's steps. Items are numbered, and nil is the number 0, as the kernel wants it. */
export function queueSteps(model: InternedModel): NativeSteps | undefined {
	if (!model.operations.every(({ f }) => known.includes(f))) return undefined;
	const items = new ValueTable();
	const returned = (output: JsonValue | undefined) => (output === undefined ? ANY : items.intern(output));
	const rows = rowsOf(model, (id): NativeStep => {
		const { f, input, output } = model.operation(id);
		if (f === 'enqueue') return [Kind.ENQUEUE, items.intern(input), 0];
		return [f === 'dequeue' ? Kind.DEQUEUE : Kind.PEEK, returned(output), 0];
	});
	const state = (_: number, content: readonly number[]) => content.map((item) => items.value(item));
	return { rows, states: { initial: 0, state } };
}
