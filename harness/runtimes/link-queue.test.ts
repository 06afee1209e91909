import { describe, expect, it } from 'vitest';
import { LinkQueue } from './link-queue.ts';

describe('LinkQueue', () => {
	it('sends one message after the other, each as long as its bytes take', () => {
		const queue = new LinkQueue();
		expect(queue.pass(0, 500, 1_000)).toBe(500e6);
		expect(queue.pass(100e6, 500, 1_000)).toBe(900e6);
		expect(queue.pass(5_000e6, 500, 1_000)).toBe(500e6);
	});

	it('loses what would wait for more than a second, and takes messages again when the queue is shorter', () => {
		const queue = new LinkQueue();
		expect(queue.pass(0, 1_200, 1_000)).toBe(1_200e6);
		expect(queue.pass(0, 1, 1_000)).toBeUndefined();
		expect(queue.pass(300e6, 100, 1_000)).toBe(1_000e6);
	});
});
