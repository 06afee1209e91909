import { canonical } from '../canonical.ts';
import { inconsistent, type Model, ModelError, unknownOperation } from '../model.ts';
import { counterSteps, ticketSteps } from '../native/counters.ts';
import { declareNative } from '../native/native-steps.ts';
import { counterMonitor } from '../polynomial/counter.ts';
import { ticketMonitor } from '../polynomial/ticket.ts';
import { uniqueIdsMonitor } from '../polynomial/unique-ids.ts';
import { integerOf, returned } from './operations.ts';

/** A counter: `add n` (n may be negative), `increment`, `decrement`, and `read`. Zero at first. */
export const counter: Model<number> = counterFrom(0);

function counterFrom(initial: number): Model<number> {
	const model: Model<number> = {
		name: 'counter',
		description: 'a number with add n, increment, decrement and read; 0 at first',
		initial,
		step(count, operation) {
			switch (operation.f) {
				case 'add':
					return count + integerOf(operation);
				case 'increment':
					return count + 1;
				case 'decrement':
					return count - 1;
				case 'read':
					return returned(operation, count) ? count : inconsistent;
				default:
					throw unknownOperation('counter', ['add', 'increment', 'decrement', 'read'], operation);
			}
		},
		isReadOnly: ({ f }) => f === 'read',
		polynomial: counterMonitor,
		withInitial(value) {
			if (typeof value === 'number') return counterFrom(value);
			throw new ModelError(`Expected the initial state of a counter to be a number, got ${JSON.stringify(value)}`);
		},
	};
	return declareNative(model, counterSteps);
}

/** A dispenser of tickets: `take` returns 0, 1, 2, … */
export const ticket: Model<number> = declareNative(
	{
		name: 'ticket',
		description: 'take returns 0, 1, 2, …, each number once',
		initial: 0,
		step(next, operation) {
			if (operation.f !== 'take') throw unknownOperation('ticket', ['take'], operation);
			return returned(operation, next) ? next + 1 : inconsistent;
		},
		polynomial: ticketMonitor,
	},
	ticketSteps,
);

/** A source of ids: `generate` returns one that it never returned before. The state are those that it did. */
export const uniqueIds: Model<readonly string[]> = {
	name: 'unique-ids',
	description: 'generate returns an id, no id twice',
	initial: [],
	step(given, operation) {
		if (operation.f !== 'generate') throw unknownOperation('unique-ids', ['generate'], operation);
		// Nobody knows the id of one that crashed, and nobody else can have got it.
		if (operation.type === 'info') return given;
		const id = canonical(operation.output);
		return given.includes(id) ? inconsistent : [...given, id].sort();
	},
	polynomial: uniqueIdsMonitor,
};
