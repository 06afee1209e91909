import { describe, expect, it } from 'vitest';
import { type FaultEvent, History, type JsonValue } from '../../harness/model/index.ts';
import { atomicCommitment } from './index.ts';

type Decision = 'commit' | 'abort';

/** An entry of a node's log. */
function entry(tx: string, vote: 'yes' | 'no' | undefined, ...decisions: readonly Decision[]): JsonValue {
	const told = decisions.map((decision, at) => ({ decision, at }));
	return { tx, participants: ['n2', 'n3'], ...(vote === undefined ? {} : { vote }), decisions: told };
}

/** Of the coordinator, who does not vote. */
const decided = (tx: string, ...decisions: readonly Decision[]): JsonValue => entry(tx, undefined, ...decisions);

const doubt = (tx: string): JsonValue => ({ tx, sinceMs: 0, waitingFor: ['n1'], locks: ['x', 'y'] });

/** A history, told second by second: each operation takes one. */
class Story {
	readonly history = new History();
	#seconds = 0;

	/** `last` transactions, or the whole log. */
	log(node: string, transactions: readonly JsonValue[], inDoubt: readonly JsonValue[] = [], last = false): this {
		return this.#operation('log', { node, last: last ? 10 : null }, 'ok', { node, transactions, inDoubt } as JsonValue);
	}

	client(tx: string, outcome: Decision): this {
		if (outcome === 'commit') return this.#operation('transact', null, 'ok', { tx, outcome });
		return this.#operation('transact', null, 'fail', null, `aborted: ${tx}`);
	}

	at(seconds: number): this {
		this.#seconds = seconds;
		return this;
	}

	#operation(f: string, input: JsonValue, type: 'ok' | 'fail', value: JsonValue, error?: string): this {
		this.history.append({ process: 0, f, value: input, type: 'invoke', time: this.#seconds++ * 1e9 });
		const event = { process: 0, f, value, type, time: this.#seconds * 1e9 };
		this.history.append(error === undefined ? event : { ...event, error });
		return this;
	}
}

const crash = { kind: 'crash', nodes: ['n1'] } as const;
const coordinatorDown = (from: number, to: number): readonly FaultEvent[] => [
	{ time: from * 1e9, type: 'inject', id: 0, nemesis: 'crash', fault: crash },
	{ time: to * 1e9, type: 'heal', id: 0, nemesis: 'crash', fault: crash },
];

const check = ({ history }: Story, faults: readonly FaultEvent[] = [], options = {}) =>
	atomicCommitment.check({ history, faults }, { timeLimitMs: 1000, ...options });

describe('atomic-commitment', () => {
	it('accepts a commit with all votes, an abort with a No, and an abort before a vote', async () => {
		const story = new Story()
			.client('t1', 'commit')
			.client('t2', 'abort')
			.client('t3', 'abort')
			.log('n1', [decided('t1', 'commit'), decided('t2', 'abort'), decided('t3', 'abort')])
			.log('n2', [entry('t1', 'yes', 'commit'), entry('t2', 'yes', 'abort'), entry('t3', undefined, 'abort')])
			.log('n3', [entry('t1', 'yes', 'commit'), entry('t2', 'no', 'abort'), entry('t3', 'yes', 'abort')]);
		expect(await check(story)).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: { logsRead: 3, transactions: 3, blocked: 0 },
		});
	});

	it.each<[string, Story, string]>([
		[
			'two nodes that decide differently (AC1)',
			new Story().log('n2', [entry('t', 'yes', 'commit')]).log('n3', [entry('t', 'yes', 'abort')]),
			'AC1-disagreement',
		],
		[
			'a client that is told something else (AC1)',
			new Story()
				.client('t', 'commit')
				.log('n2', [entry('t', 'yes', 'abort')])
				.log('n3', [entry('t', 'yes', 'abort')]),
			'AC1-disagreement',
		],
		[
			'a node that has since forgotten what it decided (AC1)',
			new Story()
				.log('n2', [entry('t', 'yes', 'commit')], [], true)
				.log('n2', [])
				.log('n3', [entry('t', 'yes', 'abort')]),
			'AC1-disagreement',
		],
		[
			'a reversed decision in one log (AC2)',
			new Story().log('n2', [entry('t', 'yes', 'abort', 'commit')]).log('n3', [entry('t', 'yes')]),
			'AC2-reversed',
		],
		[
			'a reversed decision between two readings (AC2)',
			new Story()
				.log('n2', [entry('t', 'no', 'abort')], [], true)
				.log('n2', [entry('t', 'no', 'commit')])
				.log('n3', [entry('t', 'yes')]),
			'AC2-reversed',
		],
		[
			'a commit against a No (AC3)',
			new Story().log('n2', [entry('t', 'yes', 'commit')]).log('n3', [entry('t', 'no', 'commit')]),
			'AC3-commit-without-yes',
		],
		[
			'a commit without a vote (AC3)',
			new Story().log('n2', [entry('t', 'yes', 'commit')]).log('n3', []),
			'AC3-commit-without-yes',
		],
		[
			'an abort without a cause (AC4)',
			new Story()
				.client('t', 'abort')
				.log('n2', [entry('t', 'yes', 'abort')])
				.log('n3', [entry('t', 'yes', 'abort')]),
			'AC4-abort-without-cause',
		],
		[
			'somebody still in doubt, long after (AC5)',
			new Story()
				.log('n2', [entry('t', 'yes')], [doubt('t')], true)
				.at(8)
				.log('n2', [entry('t', 'yes')], [doubt('t')])
				.log('n3', [entry('t', 'yes')]),
			'AC5-undecided',
		],
	])('refuses %s', async (_, story, type) => {
		const { valid, anomalies } = await check(story);
		expect(valid).toBe(false);
		expect(anomalies.map((anomaly) => anomaly.type)).toContain(type);
	});

	it('allows an abort for which there was a cause: a fault at the time, or shortly before', async () => {
		const story = new Story()
			.at(5)
			.client('t', 'abort')
			.log('n2', [entry('t', 'yes', 'abort')])
			.log('n3', [entry('t', 'yes', 'abort')]);
		expect((await check(story, coordinatorDown(5, 5.5))).valid).toBe(true);
		expect((await check(story, coordinatorDown(1, 4))).valid).toBe(true);
		expect((await check(story, coordinatorDown(1, 2))).valid).toBe(false);
	});

	it('allows doubt while something is broken, and as long after as the bound says', async () => {
		const story = new Story()
			.log('n2', [entry('t', 'yes')], [doubt('t')], true)
			.at(8)
			.log('n2', [entry('t', 'yes')], [doubt('t')])
			.log('n3', [entry('t', 'yes')]);
		expect((await check(story, coordinatorDown(0, 7))).valid).toBe(true);
		expect((await check(story, [], { boundMs: 10_000 })).valid).toBe(true);
	});

	it('does not know without anybody’s whole log', async () => {
		expect(await check(new Story().client('t', 'commit'))).toMatchObject({ valid: 'unknown' });
		expect(await check(new Story().log('n2', [], [], true))).toMatchObject({ valid: 'unknown' });
	});

	it('refuses logs and options of another shape', async () => {
		const story = new Story().log('n2', [], undefined);
		story.history.append({ process: 0, f: 'log', value: null, type: 'invoke', time: 9e9 });
		story.history.append({ process: 0, f: 'log', value: { node: 2 }, type: 'ok', time: 10e9 });
		await expect(check(story)).rejects.toThrow('to return { node, transactions, inDoubt }');
		await expect(check(new Story(), [], { boundMs: 0 })).rejects.toThrow('boundMs of atomic-commitment');
	});
});

describe('the blocking meter', () => {
	const blocked = new Story()
		.at(1)
		.log('n2', [entry('t', 'yes')], [doubt('t')], true)
		.at(4)
		.log('n2', [entry('t', 'yes')], [doubt('t')], true)
		.at(6)
		.log('n2', [entry('t', 'yes', 'commit')])
		.log('n3', [entry('t', 'yes', 'commit')]);

	it('tells who was blocked, from when and how long at least, by whom, and which locks were held', async () => {
		expect((await check(blocked, coordinatorDown(0, 5))).statistics).toMatchObject({
			blocked: 1,
			// From the end of the first reading, at 2 s, to the beginning of the last one that shows it, at 4 s.
			longestMs: 2000,
			totalMs: 2000,
			lockSeconds: 4,
			longest: [
				{ node: 'n2', tx: 't', fromSeconds: 2, millis: 2000, waitingFor: ['n1'], locks: ['x', 'y'], decided: true },
			],
		});
	});

	it('tells whether a decision came without the coordinator', async () => {
		expect((await check(blocked, coordinatorDown(0, 5))).statistics).toMatchObject({ decidedWhileCoordinatorDown: 0 });
		expect((await check(blocked, coordinatorDown(0, 9))).statistics).toMatchObject({ decidedWhileCoordinatorDown: 1 });
	});

	it('does not count what is over in a moment', async () => {
		const story = new Story()
			.log('n2', [entry('t', 'yes')], [doubt('t')], true)
			.log('n2', [entry('t', 'yes', 'commit')]);
		expect((await check(story.log('n3', [entry('t', 'yes', 'commit')]))).statistics).toMatchObject({ blocked: 0 });
	});
});
