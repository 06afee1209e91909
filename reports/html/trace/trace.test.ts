import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageReader } from './messages.ts';
import { NodeReader } from './nodes.ts';
import { parseRow, type TraceRow } from './trace-row.ts';

const ms = 1e6;

function readMessages(rows: readonly TraceRow[], from = 0, to = Number.POSITIVE_INFINITY, max = 100) {
	const reader = new MessageReader(from, to, max);
	for (const row of rows) reader.read(row);
	return reader.data();
}

const send = (time: number, src: string, dest: string, body: TraceRow['body'] = { type: 'ping' }): TraceRow => ({
	time: time * ms,
	kind: 'send',
	src,
	dest,
	body,
});
const arrive = (time: number, { src, dest, body }: TraceRow): TraceRow =>
	({ time: time * ms, kind: 'deliver', src, dest, body }) as TraceRow;
const lose = (time: number, sent: TraceRow): TraceRow => ({ ...arrive(time, sent), kind: 'drop' });
const state = (time: number, node: string, detail: TraceRow['detail']): TraceRow =>
	({ time: time * ms, kind: 'state', node, detail }) as TraceRow;

describe('messages of a trace', () => {
	it('joins what was sent with what arrived, was lost, came twice, or is still under way', () => {
		const [kept, lost, doubled, late] = ['kept', 'lost', 'doubled', 'late'].map((type, i) =>
			send(i, 'n1', 'n2', { type }),
		);
		const { messages } = readMessages([
			kept as TraceRow,
			lost as TraceRow,
			doubled as TraceRow,
			late as TraceRow,
			arrive(5, kept as TraceRow),
			lose(5, lost as TraceRow),
			arrive(6, doubled as TraceRow),
			arrive(9, doubled as TraceRow),
		]);
		const told = messages.map(({ type, fate, arrivedAt, again }) => [type, fate, arrivedAt && arrivedAt / ms, again]);
		expect(told).toEqual([
			['kept', 'arrived', 5, false],
			['lost', 'lost', null, false],
			['doubled', 'arrived', 6, false],
			['late', 'under-way', null, false],
			['doubled', 'arrived', 9, true],
		]);
	});

	it('joins each of many that overtake each other with its own', () => {
		const sentence = fc.record({
			src: fc.constantFrom('n1', 'n2', 'c0'),
			dest: fc.constantFrom('n1', 'n2', 'n3'),
			takes: fc.integer({ min: 1, max: 500 }),
			isLost: fc.boolean(),
		});
		fc.assert(
			fc.property(fc.array(sentence, { maxLength: 60 }), (sentences) => {
				const sent = sentences.map(({ src, dest }, i) => send(i, src, dest, { type: 'm', number: i }));
				const ends = sentences.map(({ takes, isLost }, i) => {
					const end = i + takes;
					return isLost ? lose(end, sent[i] as TraceRow) : arrive(end, sent[i] as TraceRow);
				});
				const { messages } = readMessages([...sent, ...ends].sort((a, b) => a.time - b.time));
				expect(messages).toHaveLength(sentences.length);
				for (const { body, sentAt, arrivedAt, fate } of messages) {
					const i = JSON.parse(body).number as number;
					const { takes, isLost } = sentences[i] as (typeof sentences)[number];
					expect([sentAt, fate]).toEqual([i * ms, isLost ? 'lost' : 'arrived']);
					expect(arrivedAt).toBe(isLost ? null : (i + takes) * ms);
				}
			}),
		);
	});

	it('keeps the last ones of a part, counts all, and names nodes before clients', () => {
		const sent = Array.from({ length: 20 }, (_, i) => send(i, i % 2 === 0 ? 'c3' : 'n10', 'n9', { type: `m${i}` }));
		const data = readMessages(sent, 5 * ms, 15 * ms, 4);
		expect(data.messages.map(({ type }) => type)).toEqual(['m12', 'm13', 'm14', 'm15']);
		expect(data).toMatchObject({ messagesInAll: 20, from: 12 * ms, participants: ['n9', 'n10', 'c3'] });
		expect(data.messages.map(({ src, dest }) => [src, dest])[0]).toEqual([2, 0]);
	});

	it('tells what becomes of nodes, and of their parts what is new', () => {
		const { events } = readMessages([
			{ time: 0, kind: 'start', node: 'n1' },
			state(0, 'n1', { role: 'follower', term: 1 }),
			state(1, 'n1', { commitIndex: 4 }),
			state(2, 'n1', { term: 2 }),
			state(3, 'n1', { role: 'leader' }),
			{ time: 4 * ms, kind: 'kill', node: 'n1' },
			{ time: 5 * ms, kind: 'start', node: 'n1' },
			state(5, 'n1', { role: 'follower', term: 2 }),
		]);
		expect(events.map(({ time, text }) => `${time / ms} ${text}`)).toEqual([
			'0 start',
			'0 follower 1',
			'2 follower 2',
			'3 leader 2',
			'4 kill',
			'5 start',
			'5 follower 2',
		]);
	});

	it('passes over lines that are of something else, and does not take damage for them', () => {
		expect(parseRow('{"kind":"cut-off","detail":"12 more events were not kept"}')).toBeUndefined();
		expect(() => parseRow('{"time":1,')).toThrow(SyntaxError);
	});
});

describe('nodes of a trace', () => {
	const nodesOf = (rows: readonly TraceRow[]) => {
		const reader = new NodeReader();
		for (const row of rows) reader.read(row);
		return reader.data();
	};

	it('have a span for each part that they had, and for each time that they were down or stood still', () => {
		const [node] = nodesOf([
			{ time: 0, kind: 'start', node: 'n1' },
			state(0, 'n1', { role: 'follower', term: 1, commitIndex: 0 }),
			state(2, 'n1', { commitIndex: 3 }),
			state(4, 'n1', { role: 'leader', term: 2 }),
			{ time: 6 * ms, kind: 'pause', node: 'n1' },
			{ time: 8 * ms, kind: 'resume', node: 'n1' },
			{ time: 9 * ms, kind: 'kill', node: 'n1' },
			{ time: 10 * ms, kind: 'start', node: 'n1' },
			state(10, 'n1', { role: 'follower', term: 2, commitIndex: 3 }),
		]);
		const told = node?.spans.map(({ from, to, life, role, reign }) => [from / ms, to && to / ms, life, role, reign]);
		expect(told).toEqual([
			[0, 4, 'up', 'follower', 1],
			[4, 6, 'up', 'leader', 2],
			[6, 8, 'paused', 'leader', 2],
			[8, 9, 'up', 'leader', 2],
			[9, 10, 'down', '', null],
			[10, null, 'up', 'follower', 2],
		]);
		expect(node?.progress).toEqual({ field: 'commitIndex', seconds: [0, 0.002], values: [0, 3] });
	});

	it('thin a long progress out, but keep its ends', () => {
		const rows = Array.from({ length: 5000 }, (_, i) => state(i, 'n1', { executed: i }));
		const values = nodesOf(rows)[0]?.progress?.values ?? [];
		expect(values.length).toBeLessThanOrEqual(240);
		expect([values[0], values.at(-1)]).toEqual([0, 4999]);
	});

	it('count the lines of their logs, and escape what would not show itself', () => {
		const log = (i: number): TraceRow => ({ time: i, kind: 'log', node: 'n1', detail: `line ${i}\u202e\u0007` });
		const [node] = nodesOf(Array.from({ length: 300 }, (_, i) => log(i)));
		expect(node?.logLines).toBe(300);
		expect(node?.log).toHaveLength(200);
		expect(node?.log[0]).toEqual([0, 'line 0\\u202e\\u0007']);
	});
});
