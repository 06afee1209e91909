import type { Model } from './model.ts';
import { kv } from './models/kv.ts';
import { leaseLock, semaphore } from './models/locks.ts';
import { mutex } from './models/mutex.ts';
import { counter, ticket, uniqueIds } from './models/numbers.ts';
import { casRegister, register } from './models/register.ts';
import { appendList, priorityQueue, queue, stack } from './models/sequences.ts';
import { growOnlySet, set } from './models/set.ts';

/** The sequential specifications that come with Faultline. */
export const models: readonly Model[] = [
	register,
	casRegister,
	kv,
	mutex,
	semaphore,
	leaseLock,
	set,
	growOnlySet,
	queue,
	stack,
	priorityQueue,
	counter,
	ticket,
	uniqueIds,
	appendList,
];

/** The model of this name among those that come with Faultline; nothing when there is none. */
export function findModel(name: string): Model | undefined {
	return models.find((model) => model.name === name);
}
