import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue } from './event-queue.ts';

it('gives events in the order of a stable sort by time, whatever is pushed and popped between', () => {
	const action = fc.oneof(fc.nat(20), fc.constant('pop' as const));
	fc.assert(
		fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
			const queue = new EventQueue();
			let pending: { time: number; id: number }[] = [];
			const got: number[] = [];
			const expected: number[] = [];
			actions.forEach((next, id) => {
				if (next !== 'pop') {
					queue.push(next, () => got.push(id));
					pending.push({ time: next, id });
					return;
				}
				const first = pending.toSorted((a, b) => a.time - b.time || a.id - b.id)[0];
				expect(queue.nextTime).toBe(first?.time ?? Number.POSITIVE_INFINITY);
				queue.pop()?.();
				if (first !== undefined) expected.push(first.id);
				pending = pending.filter((event) => event !== first);
			});
			expect(got).toEqual(expected);
			expect(queue.size).toBe(pending.length);
		}),
	);
});
