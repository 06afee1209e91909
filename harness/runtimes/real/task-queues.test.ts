import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TaskQueues } from './task-queues.ts';

it('runs tasks of one name in order, others beside them, and goes on after a failure', async () => {
	const tasks = new TaskQueues();
	const order: string[] = [];
	const task = (name: string, ms: number) => async (): Promise<void> => {
		await sleep(ms);
		order.push(name);
		if (name === 'fails') throw new Error(name);
	};
	const results = await Promise.allSettled([
		tasks.run('a', task('fails', 60)),
		tasks.run('a', task('second', 0)),
		tasks.run('b', task('beside', 5)),
	]);
	expect(order).toEqual(['beside', 'fails', 'second']);
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
