import { createRandom } from '../../checkers/linearizability/fixtures/simulate-history.ts';
import { History, type JsonValue } from '../../harness/model/index.ts';

/** An object under load whose values are all different. */
interface BusyObject {
	/** What a client calls next. */
	choose(): readonly [f: string, input: JsonValue];
	/** Nothing when the call fails. */
	apply(f: string, input: JsonValue): { readonly output: JsonValue } | undefined;
	/** What would have been right long ago; nothing if the call has no answer that can be stale. */
	stale(f: string, output: JsonValue, input: JsonValue): JsonValue | undefined;
}

export type ObjectName = 'register' | 'cas-register' | 'set' | 'queue' | 'counter';

export interface UniqueValuesOptions {
	readonly object: ObjectName;
	readonly operations: number;
	readonly clients: number;
	/** Share of operations that crash; half of these take effect. */
	readonly crashed: number;
	/** One answer near the end is out of date. */
	readonly stale: boolean;
}

interface Client {
	process: number;
	time: number;
	next: 'invoke' | 'effect' | 'return';
	f: string;
	input: JsonValue;
	crashes: boolean;
	answer: { readonly output: JsonValue } | undefined;
}

/** Linearizable by construction, but for the stale answer: each call takes effect between its invocation and its return. */
export function makeUniqueValues({ object, operations, clients, crashed, stale }: UniqueValuesOptions): History {
	const random = createRandom(11);
	const busy = objects[object](random);
	const all = Array.from({ length: clients }, (_, process): Client => idle(process, random()));
	const history = new History();
	let processes = clients;
	let invoked = 0;
	let staleFrom = stale ? Math.floor(operations * 0.95) : Number.POSITIVE_INFINITY;
	for (;;) {
		const client = all.reduce((a, b) => (b.time < a.time ? b : a));
		const time = Math.round(client.time * 1e6);
		const { process } = client;
		if (client.next === 'invoke') {
			if (invoked++ === operations) return history;
			[client.f, client.input] = busy.choose();
			client.crashes = random() < crashed;
			client.next = 'effect';
			history.append({ time, process, type: 'invoke', f: client.f, value: client.input });
		} else if (client.next === 'effect') {
			client.answer = client.crashes && random() < 0.5 ? undefined : busy.apply(client.f, client.input);
			client.next = 'return';
		} else {
			const { f, input, answer } = client;
			if (client.crashes) {
				history.append({ time, process, type: 'info', f, value: null, error: 'timed out' });
				client.process = processes++;
			} else if (answer === undefined)
				history.append({ time, process, type: 'fail', f, value: input, error: 'refused' });
			else {
				const old = invoked > staleFrom ? busy.stale(f, answer.output, input) : undefined;
				if (old !== undefined) staleFrom = Number.POSITIVE_INFINITY;
				history.append({ time, process, type: 'ok', f, value: old === undefined ? answer.output : old });
			}
			client.next = 'invoke';
		}
		client.time += random();
	}
}

function idle(process: number, time: number): Client {
	return { process, time, next: 'invoke', f: '', input: null, crashes: false, answer: undefined };
}

const objects: { readonly [name in ObjectName]: (random: () => number) => BusyObject } = {
	register: (random) => register(random, 0),
	'cas-register': (random) => register(random, 0.2),
	set,
	queue,
	counter,
};

function register(random: () => number, cas: number): BusyObject {
	let state: JsonValue = null;
	let fresh = 0;
	/** A value from the first tenth of the history. */
	let old: JsonValue | undefined;
	return {
		choose() {
			const kind = random();
			if (kind < 0.5) return ['read', null];
			return kind < 0.5 + cas ? ['cas', [state, fresh++]] : ['write', fresh++];
		},
		apply(f, input) {
			if (f === 'read') return { output: state };
			if (f === 'cas' && (input as JsonValue[])[0] !== state) return undefined;
			state = f === 'cas' ? ((input as JsonValue[])[1] as JsonValue) : input;
			if (f === 'write' && fresh > 100) old ??= state;
			return { output: input };
		},
		stale: (f) => (f === 'read' ? old : undefined),
	};
}

function set(random: () => number): BusyObject {
	const present = new Set<number>();
	let fresh = 0;
	/** Elements that somebody has set out to remove. */
	const doomed = new Set<number>();
	const recent = () => Math.max(0, fresh - Math.ceil(random() * 100));
	return {
		choose() {
			const kind = random();
			if (kind < 0.4) return ['add', fresh++];
			const element = recent();
			if (kind < 0.5) doomed.add(element);
			return [kind < 0.5 ? 'remove' : 'contains', element];
		},
		apply(f, input) {
			const element = input as number;
			const was = present.has(element);
			if (f === 'add') present.add(element);
			if (f === 'remove') present.delete(element);
			return { output: f === 'add' ? !was : was };
		},
		stale: (f, output, input) =>
			f === 'contains' && output === true && !doomed.has(input as number) && (input as number) < fresh - 60
				? false
				: undefined,
	};
}

function queue(random: () => number): BusyObject {
	const items: number[] = [];
	let head = 0;
	let fresh = 0;
	let last: number | undefined;
	return {
		choose: () => (random() < 0.5 ? ['enqueue', fresh++] : ['dequeue', null]),
		apply(f, input) {
			if (f === 'enqueue') {
				items.push(input as number);
				return { output: input };
			}
			if (head === items.length) return { output: null };
			last = items[head++];
			return { output: last as number };
		},
		stale: (f, output) => (f === 'dequeue' && output !== null ? (items[Math.floor(head / 2)] as number) : undefined),
	};
}

function counter(random: () => number): BusyObject {
	let count = 0;
	return {
		choose: () => (random() < 0.5 ? ['read', null] : ['increment', null]),
		apply(f) {
			if (f === 'read') return { output: count };
			count++;
			return { output: null };
		},
		stale: (f, output) => (f === 'read' ? Math.max(0, (output as number) - 1000) : undefined),
	};
}
