import { exhausted, pending } from '../../generator/next.ts';
import type { Generator } from '../../model/index.ts';

/** What the nemesis is to do at a time. */
export interface Order {
	/** Nanoseconds since the start of the run. */
	readonly at: number;
	readonly f: 'inject' | 'heal';
	/** Names of nemeses, one a line. */
	readonly value: string;
	/** An `inject` is followed by its `heal` after so many nanoseconds. */
	readonly lasts?: number | undefined;
	/** An `inject` that finds nothing to aim at is given again soon, until it does. */
	readonly insists?: boolean;
}

const retryNanos = 10e6;

/** Gives every order at its time, or as soon as the nemesis is free. Orders of the same time come in their order. */
export function ordersAtTheirTimes(orders: readonly Order[]): Generator {
	return from(
		orders.toSorted((a, b) => a.at - b.at),
		undefined,
	);
}

/** Gives nothing, and ends at this time (milliseconds since the start of the run). */
export function silenceUntilMs(ms: number): Generator {
	const end = ms * 1e6;
	const self: Generator = {
		next: ({ time }) => (time >= end ? exhausted : pending(self, end)),
		update: () => self,
	};
	return self;
}

function from(waiting: readonly Order[], underWay: Order | undefined): Generator {
	const self: Generator = {
		next(context) {
			const [order, ...later] = waiting;
			if (order === undefined && underWay === undefined) return exhausted;
			if (order === undefined || underWay !== undefined || !context.freeProcesses.includes('nemesis')) {
				return pending(self);
			}
			const { f, value } = order;
			const time = Math.max(context.time, order.at);
			return {
				type: 'operation',
				operation: { process: 'nemesis', time, invocation: { f, value } },
				rest: from(later, order),
			};
		},
		update(_, { process, type, f, value, time }) {
			const isOurs = process === 'nemesis' && type !== 'invoke' && f === underWay?.f && value === underWay.value;
			if (!isOurs || underWay === undefined) return self;
			const following = orderAfter(underWay, type === 'ok', time);
			return from(following === undefined ? waiting : insert(waiting, following), undefined);
		},
	};
	return self;
}

function orderAfter(order: Order, isDone: boolean, time: number): Order | undefined {
	if (order.f !== 'inject') return undefined;
	if (!isDone) return order.insists ? { ...order, at: time + retryNanos } : undefined;
	return order.lasts === undefined ? undefined : { at: time + order.lasts, f: 'heal', value: order.value };
}

function insert(waiting: readonly Order[], order: Order): readonly Order[] {
	const position = waiting.findIndex(({ at }) => at > order.at);
	return waiting.toSpliced(position === -1 ? waiting.length : position, 0, order);
}
