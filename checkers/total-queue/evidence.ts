import { type History, type JsonValue, type Operation, UsageError } from '../../harness/model/index.ts';
import { canonical } from '../linearizability/canonical.ts';
import { ValuesByKey } from '../values-by-key.ts';

/** What a history says about one value in one queue. Values may repeat: what counts is how often. */
export interface Element {
	readonly value: JsonValue;
	readonly queue: Queue;
	/** Attempts to enqueue it that did not fail, in the order of their invocations; each may have put it in. */
	readonly attempts: Operation[];
	readonly failedAttempts: Operation[];
	/** The dequeues and drains that returned it, once for each time. */
	readonly taken: Operation[];
}

/** What a history says about one queue. */
export interface Queue {
	readonly key: JsonValue | undefined;
	/** The operation, of those that found the queue empty, that began last. */
	lastEmpty: Operation | undefined;
	/** Dequeues that crashed: each may have taken one element. */
	readonly crashedDequeues: Operation[];
	/** Drains that crashed: each may have taken any number. */
	readonly crashedDrains: Operation[];
}

export interface Evidence {
	readonly queues: readonly Queue[];
	readonly elements: readonly Element[];
}

/** Collects what a history of `enqueue`, `dequeue` and `drain` says. A drain is a row of dequeues until the queue is empty. */
export function evidenceOf(history: History): Evidence {
	const queues = new Map<string, Queue>();
	const elements = new ValuesByKey<Element>();
	const queueOf = (key: JsonValue | undefined) => {
		const name = canonical(key);
		const queue = queues.get(name) ?? { key, lastEmpty: undefined, crashedDequeues: [], crashedDrains: [] };
		queues.set(name, queue);
		return queue;
	};
	const find = (queue: Queue, value: JsonValue) =>
		elements.getOrCreate(queue.key, value, () => ({ value, queue, attempts: [], failedAttempts: [], taken: [] }));
	for (const operation of history.operations()) {
		const queue = queueOf(operation.key);
		switch (operation.f) {
			case 'enqueue': {
				const { attempts, failedAttempts } = find(queue, operation.input);
				(operation.type === 'fail' ? failedAttempts : attempts).push(operation);
				break;
			}
			case 'dequeue':
				if (operation.type === 'info') queue.crashedDequeues.push(operation);
				else if (isEmpty(operation)) queue.lastEmpty = operation;
				else if (operation.type === 'ok') find(queue, operation.output).taken.push(operation);
				break;
			case 'drain':
				if (operation.type === 'info') queue.crashedDrains.push(operation);
				else if (operation.type === 'ok') {
					for (const value of listOf(operation)) find(queue, value).taken.push(operation);
					queue.lastEmpty = operation;
				}
				break;
			default:
				throw new UsageError(
					`Expected the operations enqueue, dequeue and drain of a queue, got \`${operation.f}\` at index ${operation.invoked}`,
				);
		}
	}
	return { queues: [...queues.values()], elements: [...elements.entries()] };
}

/** The answer nil; or, as Jepsen's clients say it, a failure on account of an empty queue. */
function isEmpty({ type, output, error }: Operation): boolean {
	return type === 'ok' ? output === null : type === 'fail' && /empty|exhausted/i.test(error ?? '');
}

function listOf({ output, invoked }: Operation): readonly JsonValue[] {
	if (output === null) return [];
	if (Array.isArray(output)) return output;
	throw new UsageError(`Expected a drain to return a list, got ${JSON.stringify(output)} at index ${invoked}`);
}
