import type { Anomaly, Operation } from '../../harness/model/index.ts';
import type { Element, Evidence, Queue } from './evidence.ts';

/** How often a value came out that nobody had put in, and which operations returned it. */
export function unexpectedOf({ attempts, taken }: Element): readonly Operation[] {
	if (attempts.length === 0) return taken;
	// The k-th that came out is the k-th that went in: it cannot have come out before that one was asked for.
	const byEnd = taken.toSorted((a, b) => a.completed - b.completed);
	return byEnd.filter((one, i) => i < attempts.length && one.completed < (attempts[i] as Operation).invoked);
}

/** How often a value came out more often than it can have gone in. */
export function surplusOf({ attempts, taken }: Element): number {
	return attempts.length === 0 ? 0 : Math.max(0, taken.length - attempts.length);
}

/**
 * The acknowledged attempts that nothing that came out can stand for. What came out first is given to the attempt that was
 * acknowledged first, of those that had begun; so as few are missing as can be, and those that were acknowledged last.
 */
function missingOf({ attempts, taken }: Element): readonly Operation[] {
	const left = attempts.toSorted((a, b) => a.completed - b.completed);
	for (const one of taken.toSorted((a, b) => a.completed - b.completed)) {
		const at = left.findIndex(({ invoked }) => invoked < one.completed);
		if (at !== -1) left.splice(at, 1);
	}
	return left.filter(({ type }) => type === 'ok');
}

/** What has not come out of one queue, though it was put in. */
export interface Missing {
	readonly enqueues: readonly Operation[];
	/** Those that were put in before the queue was seen empty. */
	readonly beforeEmpty: readonly Operation[];
	/** Dequeues and drains that crashed and may have taken some of those. */
	readonly takers: readonly Operation[];
	/** At least so many are lost all the same. */
	readonly lostMin: number;
	/** What saw the queue empty, if anybody did. */
	readonly lastEmpty: Operation | undefined;
}

/**
 * What is missing, queue by queue.
 *
 * @param isDrained whether the queue is known to be empty in the end, although the history does not show it
 */
export function missingByQueue({ queues, elements }: Evidence, isDrained: boolean): Missing[] {
	const byQueue = new Map<Queue, Operation[]>(queues.map((queue) => [queue, []]));
	for (const element of elements) byQueue.get(element.queue)?.push(...missingOf(element));
	return [...byQueue].map(([queue, enqueues]) => {
		const seenEmpty = isDrained ? Number.POSITIVE_INFINITY : (queue.lastEmpty?.invoked ?? -1);
		const beforeEmpty = enqueues.filter(({ completed }) => completed < seenEmpty);
		const end = isDrained ? Number.POSITIVE_INFINITY : (queue.lastEmpty?.completed ?? -1);
		const dequeues = queue.crashedDequeues.filter(({ invoked }) => invoked < end);
		const drains = queue.crashedDrains.filter(({ invoked }) => invoked < end);
		const takers = drains.length > 0 ? Number.POSITIVE_INFINITY : dequeues.length;
		return {
			enqueues,
			beforeEmpty,
			takers: [...dequeues, ...drains],
			lostMin: Math.max(0, beforeEmpty.length - takers),
			lastEmpty: queue.lastEmpty,
		};
	});
}

export function lostAnomalies(
	{ lastEmpty, beforeEmpty, takers: crashed, lostMin }: Missing,
	toldMax: number,
): Anomaly[] {
	const emptiness = lastEmpty === undefined ? [] : [lastEmpty.invoked];
	const where = lastEmpty === undefined ? 'the queue was drained' : 'the queue was seen empty afterwards';
	if (crashed.length > 0) {
		const values = beforeEmpty.slice(0, toldMax).map(({ input }) => JSON.stringify(input));
		return [
			{
				type: 'lost-element',
				message:
					`${beforeEmpty.length} elements that were acknowledged never came out (${values.join(', ')}${beforeEmpty.length > toldMax ? ', …' : ''}), ` +
					`though ${where}; the ${crashed.length} dequeues that crashed can have taken one each, so at least ${lostMin} are lost.`,
				operations: inOrder([
					...beforeEmpty.map(({ invoked }) => invoked),
					...emptiness,
					...crashed.map(({ invoked }) => invoked),
				]),
			},
		];
	}
	return beforeEmpty.slice(0, toldMax).map((enqueue) => ({
		type: 'lost-element',
		message: `${JSON.stringify(enqueue.input)} was enqueued by process ${enqueue.process}, acknowledged, and never came out, though ${where}.`,
		operations: inOrder([enqueue.invoked, ...emptiness]),
		details: { value: enqueue.input },
	}));
}

export function duplicatedElement({ value, attempts, taken }: Element): Anomaly {
	const times = attempts.length === 1 ? 'once' : `${attempts.length} times`;
	return {
		type: 'duplicated-element',
		message: `${JSON.stringify(value)} was enqueued ${times} at most, and came out ${taken.length} times.`,
		operations: inOrder([...attempts, ...taken].map(({ invoked }) => invoked)),
		details: { value },
	};
}

export function unexpectedElement(element: Element, taken: readonly Operation[]): Anomaly {
	const { value, attempts, failedAttempts } = element;
	const why =
		attempts.length > 0
			? 'before anybody tried to enqueue it'
			: failedAttempts.length > 0
				? 'though the only attempts to enqueue it failed'
				: 'though nobody tried to enqueue it';
	return {
		type: 'unexpected-element',
		message: `${JSON.stringify(value)} came out, ${why}.`,
		operations: inOrder([...taken, ...failedAttempts, ...attempts].map(({ invoked }) => invoked)),
		details: { value },
	};
}

function inOrder(indices: readonly number[]): number[] {
	return [...new Set(indices)].sort((a, b) => a - b);
}
