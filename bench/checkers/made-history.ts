import { createRandom } from '../../checkers/linearizability/fixtures/simulate-history.ts';
import { History, type HistoryEvent, type JsonValue } from '../../harness/model/index.ts';

export interface MadeHistoryOptions {
	readonly operations: number;
	readonly clients: number;
	/** Written values are below this; 0 for a new value with each write. */
	readonly values?: number;
	/** Share of operations that crash. Half of these take effect, some of them much later. */
	readonly crashed?: number;
	/** One read near the end returns a value that the register held long ago. */
	readonly staleRead?: boolean;
	/** Share of reads and of cas; the rest are writes. 0.5 and 0.2 if not given. */
	readonly reads?: number;
	readonly cas?: number;
	readonly seed?: number;
}

/** What a client is doing, and what is still to come of it. */
interface Client {
	process: number;
	/** Of what comes next: the invocation, the effect, the return. */
	time: number;
	next: 'invoke' | 'effect' | 'return';
	f: 'read' | 'write' | 'cas';
	input: JsonValue;
	crashes: boolean;
	outcome: { type: 'ok' | 'fail'; value: JsonValue };
}

/** A crashed operation that will take effect. */
interface Straggler {
	readonly time: number;
	readonly client: Client;
}

/**
 * A register under load: a million operations in a few seconds, linearizable by construction as each operation takes effect
 * at one instant between its invocation and its return, or, when it crashed, later or never. With `staleRead` one read is
 * wrong: it returns a value that the register did not hold while the read was open, and that nobody was writing then.
 */
export function makeHistory(options: MadeHistoryOptions): History {
	const { operations, clients: count, crashed = 0, seed = 1 } = options;
	const random = createRandom(seed);
	const choose = chooser(options, random);
	const clients = Array.from({ length: count }, (_, process) => idle(process, random()));
	const stragglers: Straggler[] = [];
	const tape = new Tape(options.staleRead === true ? Math.floor(operations * 0.9) : Number.POSITIVE_INFINITY);
	let state: JsonValue = null;
	let processes = count;
	let invoked = 0;
	for (;;) {
		const client = clients.reduce((a, b) => (b.time < a.time ? b : a));
		const late = stragglers[0];
		if (late !== undefined && late.time < client.time) {
			stragglers.shift();
			state = takeEffect(late.client, state);
			tape.lateEffect(state);
		} else if (client.next === 'invoke') {
			if (invoked === operations) break;
			Object.assign(client, choose());
			client.crashes = random() < crashed;
			tape.invoke(client, invoked++);
			client.next = 'effect';
			client.time += random();
		} else if (client.next === 'effect') {
			if (!client.crashes) state = takeEffect(client, state);
			else if (random() < 0.5) {
				stragglers.push({ time: client.time + 20 * random() ** 2, client: { ...client } });
				stragglers.sort((a, b) => a.time - b.time);
			}
			client.next = 'return';
			client.time += random();
		} else {
			tape.complete(client);
			if (client.crashes) client.process = processes++;
			client.next = 'invoke';
			client.time += random() * 0.5;
		}
	}
	return tape.history;
}

function idle(process: number, time: number): Client {
	const outcome = { type: 'ok', value: null } as const;
	return { process, time, next: 'invoke', f: 'read', input: null, crashes: false, outcome };
}

function chooser({ values = 5, reads = 0.5, cas = 0.2 }: MadeHistoryOptions, random: () => number) {
	let fresh = 0;
	const value = () => (values === 0 ? fresh++ : Math.floor(random() * values));
	// With unique values a cas expects one of the last ones, so that some succeed.
	const expected = () => (values === 0 ? Math.max(0, fresh - Math.floor(random() * 4)) : value());
	return (): Pick<Client, 'f' | 'input'> => {
		const kind = random();
		if (kind < reads) return { f: 'read', input: null };
		if (kind < reads + cas) return { f: 'cas', input: [expected(), value()] };
		return { f: 'write', input: value() };
	};
}

/** The state that an operation leaves; what it returns is noted in it. */
function takeEffect(client: Client, state: JsonValue): JsonValue {
	client.outcome = { type: 'ok', value: client.f === 'read' ? state : client.input };
	if (client.f === 'read') return state;
	if (client.f === 'write') return client.input;
	const [old, next] = client.input as [JsonValue, JsonValue];
	if (old === state) return next;
	client.outcome = { type: 'fail', value: client.input };
	return state;
}

/** The history as it is recorded; it finds a read to falsify when the time has come. */
class Tape {
	readonly history = new History();
	readonly #falsifyFrom: number;
	/** Operations that may change the register and are open: what they leave, and when they were invoked. */
	readonly #open = new Map<Client, { readonly target: JsonValue; readonly invoked: number }>();
	/** By value: how many open operations leave it, and when one did last. */
	readonly #writers = new Map<JsonValue, { open: number; last: number }>();
	/** By value: when the youngest operation was invoked that left it and returned. */
	readonly #settled = new Map<JsonValue, number>();
	/** The read to falsify while it is open, and the values that nobody may write until it returns. */
	#victim: Client | undefined;
	#stale = new Set<JsonValue>();
	#done = false;

	constructor(falsifyFrom: number) {
		this.#falsifyFrom = falsifyFrom;
	}

	invoke(client: Client, number: number): void {
		this.#append(client, { type: 'invoke', value: client.input });
		if (number < this.#falsifyFrom - 10_000 || this.#done) return;
		if (client.f !== 'read') this.#openWriter(client);
		else if (number >= this.#falsifyFrom && !client.crashes && this.#victim === undefined) this.#consider(client);
	}

	/** Takes a read that has just been invoked for the one to falsify, if there is a value that it must not return. */
	#consider(read: Client): void {
		this.#stale = new Set([...this.#writers.keys()].filter((value) => this.#isStale(value)));
		if (this.#stale.size > 0) this.#victim = read;
	}

	/** A crashed operation took effect after it had been given up. */
	lateEffect(state: JsonValue): void {
		const writer = this.#writers.get(state);
		if (writer !== undefined) writer.last = this.history.length;
		this.#stale.delete(state);
	}

	complete(client: Client): void {
		this.#closeWriter(client);
		if (client.crashes) this.#append(client, { type: 'info', value: null, error: 'timed out' });
		else if (client.outcome.type === 'fail') this.#append(client, { ...client.outcome, error: 'other value' });
		else this.#append(client, { type: 'ok', value: this.#answer(client) });
	}

	/** Nobody is writing it, and since somebody did, another value was written from begin to end. */
	#isStale(value: JsonValue): boolean {
		const { open, last } = this.#writers.get(value) as { open: number; last: number };
		if (open > 0) return false;
		for (const [other, invoked] of this.#settled) if (other !== value && invoked > last) return true;
		return false;
	}

	#openWriter(client: Client): void {
		const target = client.f === 'cas' ? ((client.input as JsonValue[])[1] as JsonValue) : client.input;
		this.#open.set(client, { target, invoked: this.history.length });
		const writer = this.#writers.get(target) ?? { open: 0, last: 0 };
		writer.open++;
		this.#writers.set(target, writer);
		this.#stale.delete(target);
	}

	#closeWriter(client: Client): void {
		const opened = this.#open.get(client);
		if (opened === undefined) return;
		this.#open.delete(client);
		const writer = this.#writers.get(opened.target) as { open: number; last: number };
		writer.open--;
		writer.last = this.history.length;
		if (client.crashes || client.outcome.type === 'fail') return;
		this.#settled.set(opened.target, Math.max(opened.invoked, this.#settled.get(opened.target) ?? 0));
	}

	#answer(client: Client): JsonValue {
		if (client !== this.#victim) return client.outcome.value;
		this.#victim = undefined;
		const [stale] = this.#stale;
		if (stale === undefined) return client.outcome.value;
		this.#done = true;
		return stale;
	}

	#append({ process, time, f }: Client, event: Pick<HistoryEvent, 'type' | 'value' | 'error'>): void {
		this.history.append({ time: Math.round(time * 1e6), process, f, ...event });
	}
}
