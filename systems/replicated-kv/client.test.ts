import { beforeEach, describe, expect, it } from 'vitest';
import type { Completion, Invocation, MessageBody, NodeId } from '../../harness/model/index.ts';
import { unrandom } from '../testing/unrandom.ts';
import { KvClient } from './client.ts';
import { sessionExpired } from './messages.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Sent {
	readonly dest: NodeId;
	readonly body: MessageBody & Fields;
}

/** A client, the messages it sends, and a clock in the test's hand. */
class Bench {
	readonly sent: Sent[] = [];
	readonly completions: Completion[] = [];
	readonly client: KvClient;
	readonly #timers = new Map<string, { readonly at: number; readonly then: () => void }>();
	#now = 0;

	constructor() {
		this.client = new KvClient({
			id: 'c0',
			process: 0,
			nodes: ['n1', 'n2', 'n3'],
			home: 'n1',
			random: unrandom,
			operationTimeoutMs: 1000,
			send: (dest, body) => this.sent.push({ dest, body: body as Sent['body'] }),
			setTimer: (name, delayMs, then) => this.#timers.set(name, { at: this.#now + delayMs, then }),
			cancelTimer: (name) => this.#timers.delete(name),
			now: () => this.#now,
		});
	}

	get last(): Sent {
		return this.sent.at(-1) as Sent;
	}

	invoke(invocation: Invocation): void {
		this.client.invoke(invocation, (completion) => this.completions.push(completion));
	}

	/** From whom the request went to. */
	answer(body: Fields & { readonly type: string }, { dest, body: request }: Sent = this.last): void {
		this.client.receive({ src: dest, dest: 'c0', body: { ...body, in_reply_to: request.msg_id as number } });
	}

	pass(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
			if (due === undefined) break;
			this.#timers.delete(due[0]);
			this.#now = due[1].at;
			due[1].then();
		}
		this.#now = end;
	}

	openSession(): void {
		this.answer({ type: 'register_client_ok', session: 5 });
	}
}

const write: Invocation = { f: 'write', key: 'x', value: 1 };
const cas: Invocation = { f: 'cas', key: 'x', value: [1, 2] };
const read: Invocation = { f: 'read', key: 'x', value: null };
const notLeader = (leader: NodeId | null) => ({ type: 'error', code: 11, text: 'Not the leader', leader });

describe('KvClient', () => {
	let bench: Bench;
	beforeEach(() => {
		bench = new Bench();
	});

	it('opens a session before its first command, and numbers its commands', () => {
		bench.invoke(write);
		expect(bench.last).toMatchObject({ dest: 'n1', body: { type: 'register_client' } });
		bench.openSession();
		expect(bench.last.body).toMatchObject({ type: 'write', key: 'x', value: 1, session: 5, sequence: 1 });
		bench.answer({ type: 'write_ok' });
		bench.invoke(cas);
		expect(bench.last.body).toMatchObject({ type: 'cas', key: 'x', from: 1, to: 2, session: 5, sequence: 2 });
		bench.answer({ type: 'cas_ok' });
		expect(bench.completions).toEqual([
			{ type: 'ok', value: 1 },
			{ type: 'ok', value: [1, 2] },
		]);
	});

	it('reads without a session; a missing key reads null', () => {
		bench.invoke(read);
		expect(bench.last.body).toEqual({ type: 'read', msg_id: 1, key: 'x' });
		bench.answer({ type: 'error', code: 20, text: '' });
		bench.invoke(read);
		bench.answer({ type: 'read_ok', value: 7 });
		expect(bench.completions).toEqual([
			{ type: 'ok', value: null },
			{ type: 'ok', value: 7 },
		]);
	});

	it('follows the address of a leader, and stays with it', () => {
		bench.invoke(read);
		bench.answer(notLeader('n3'));
		expect(bench.last.dest).toBe('n3');
		bench.answer({ type: 'read_ok', value: 7 });
		bench.invoke(read);
		expect(bench.last.dest).toBe('n3');
	});

	it('waits instead of running in circles between two who refer to each other', () => {
		bench.invoke(read);
		bench.answer(notLeader('n2'));
		bench.answer(notLeader('n1'));
		bench.answer(notLeader('n2'));
		expect(bench.sent).toHaveLength(3);
		bench.pass(100);
		expect(bench.sent.length).toBeGreaterThan(3);
	});

	it('repeats an unanswered command elsewhere, under the same number', () => {
		bench.invoke(write);
		bench.openSession();
		bench.pass(150);
		const [first, second] = bench.sent.slice(1) as [Sent, Sent];
		expect([first.dest, second.dest]).toEqual(['n1', 'n2']);
		expect(second.body).toEqual({ ...first.body, msg_id: (first.body.msg_id as number) + 1 });
		bench.answer({ type: 'write_ok' }, first);
		expect(bench.completions).toEqual([{ type: 'ok', value: 1 }]);
	});

	it('fails a cas that the state machine refused', () => {
		bench.invoke(cas);
		bench.openSession();
		bench.pass(150);
		bench.answer({ type: 'error', code: 22, text: 'differs' });
		expect(bench.completions).toEqual([{ type: 'fail', error: 'differs' }]);
	});

	it('fails when every attempt was refused', () => {
		bench.invoke(write);
		bench.openSession();
		while (bench.completions.length === 0) {
			bench.answer(notLeader(null));
			bench.pass(20);
		}
		expect(bench.sent.length).toBeGreaterThan(10);
		expect(bench.completions).toMatchObject([{ type: 'fail' }]);
	});

	it('does not know when one attempt went unanswered, though all others were refused', () => {
		bench.invoke(write);
		bench.openSession();
		bench.pass(150);
		while (bench.completions.length === 0) {
			bench.answer(notLeader(null));
			bench.pass(50);
		}
		expect(bench.completions).toMatchObject([{ type: 'info' }]);
	});

	it('does not know when an error is indefinite', () => {
		bench.invoke(write);
		bench.openSession();
		bench.answer({ type: 'error', code: 13, text: 'crash' });
		while (bench.completions.length === 0) {
			bench.pass(50);
			bench.answer(notLeader(null));
		}
		expect(bench.completions).toMatchObject([{ type: 'info' }]);
	});

	it('has done nothing without a session: fail', () => {
		bench.invoke(write);
		bench.pass(2000);
		expect(bench.sent.every(({ body }) => body.type === 'register_client')).toBe(true);
		expect(bench.completions).toMatchObject([{ type: 'fail' }]);
	});

	it('starts again in a new session when the old one has expired before anything was done', () => {
		bench.invoke(write);
		bench.openSession();
		bench.answer({ type: 'error', code: sessionExpired, text: 'expired' });
		expect(bench.last.body.type).toBe('register_client');
		bench.answer({ type: 'register_client_ok', session: 9 });
		expect(bench.last.body).toMatchObject({ type: 'write', session: 9, sequence: 1 });
	});

	it('does not know when the session has expired and an attempt was not answered', () => {
		bench.invoke(write);
		bench.openSession();
		bench.pass(150);
		bench.answer({ type: 'error', code: sessionExpired, text: 'expired' });
		expect(bench.completions).toMatchObject([{ type: 'info' }]);
	});

	it('completes once, and ignores answers to operations that are over', () => {
		bench.invoke(read);
		const first = bench.last;
		bench.answer({ type: 'read_ok', value: 1 });
		bench.answer({ type: 'read_ok', value: 1 });
		bench.invoke(read);
		bench.answer({ type: 'read_ok', value: 1 }, first);
		expect(bench.completions).toHaveLength(1);
	});
});
