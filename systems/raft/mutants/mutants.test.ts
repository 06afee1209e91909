import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MessageBody } from '../../../harness/model/index.ts';
import type { ClientRequest } from '../messages.ts';
import { type CreateObserved, ObservedNode, observed } from '../testing/observed-node.ts';
import { runScript } from '../testing/run-script.ts';
import { ScriptCluster } from '../testing/script-cluster.ts';
import { AckBeforeSync } from './ack-before-sync.ts';
import { CommitPreviousTerm } from './commit-previous-term.ts';
import { mutants } from './index.ts';
import { ReplyBeforeCommit } from './reply-before-commit.ts';
import { StaleReads } from './stale-reads.ts';
import { VoteNotPersisted } from './vote-not-persisted.ts';
import { VoteWithoutLogCheck } from './vote-without-log-check.ts';

const write = (value: number) => ({ type: 'write', key: 'x', value }) as ClientRequest;
const read = { type: 'read', key: 'x' } as ClientRequest;

const cluster = (create: CreateObserved) => new ScriptCluster(3, {}, create);
const replies = (cluster: ScriptCluster): readonly MessageBody[] =>
	cluster.replies.splice(0).map(({ body: { in_reply_to: _, ...body } }) => body);
const valuesIn = (cluster: ScriptCluster, id: string): readonly unknown[] =>
	cluster
		.node(id)
		.entriesHeld.flatMap(({ command }) =>
			command.kind === 'operation' && command.operation.f === 'write' ? [command.operation.value] : [],
		);

/** Each scenario, step by step, is right in the correct program and wrong in the mutant. */
describe('a mutant of Raft', () => {
	it('has a name of its own, and says what it breaks', () => {
		expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
		for (const { description, seenIn } of mutants) expect(description.length * seenIn.length).toBeGreaterThan(0);
	});

	it.each([
		['correct', ObservedNode, ['n1']],
		['vote-not-persisted', observed(VoteNotPersisted), ['n1', 'n2']],
	])('%s: leaders of one term when a voter restarts during the election', (_, create, leaders) => {
		const c = cluster(create);
		c.timeOut('n1');
		c.timeOut('n2');
		const through = (src: string, dest: string, type: string) =>
			c.deliver(({ src: s, dest: d, body }) => s === src && d === dest && body.type === type);
		const sync = () => c.ids.forEach((id) => void c.completeSyncs(id));
		for (const candidate of ['n1', 'n2']) {
			through(candidate, 'n3', 'pre_vote');
			through('n3', candidate, 'pre_vote_reply');
		}
		sync();
		through('n1', 'n3', 'request_vote');
		sync();
		through('n3', 'n1', 'request_vote_reply');
		c.crash('n3');
		c.restart('n3');
		through('n2', 'n3', 'request_vote');
		sync();
		through('n3', 'n2', 'request_vote_reply');
		const inTermOne = c.ids.filter((id) => {
			const { role, term } = c.node(id).inspect();
			return role === 'leader' && term === 1;
		});
		expect(inTermOne).toEqual(leaders);
	});

	it.each([
		['correct', ObservedNode, false],
		['commit-previous-term', observed(CommitPreviousTerm), true],
	])('%s: acknowledges the write of figure 8 that is overwritten afterwards', (_, create, acknowledged) => {
		const script = readFileSync(new URL('../testdata/figure-8.txt', import.meta.url), 'utf8');
		const output = runScript(script, create);
		expect(output.includes('n1->c write_ok')).toBe(acknowledged);
		expect(output.trimEnd().split('\n').at(-1)).not.toContain('x=lost');
	});

	it.each([
		['correct', ObservedNode, []],
		['stale-reads', observed(StaleReads), [{ type: 'read_ok', value: 1 }]],
	])('%s: answers of a leader that is cut off, after another one has written 2', (_, create, answers) => {
		const c = cluster(create);
		c.elect('n1');
		c.request('c', 'n1', write(1));
		c.settle();
		c.cut('n1');
		c.elect('n2');
		c.request('c', 'n2', write(2));
		c.settle();
		expect(replies(c)).toEqual([{ type: 'write_ok' }, { type: 'write_ok' }]);
		c.request('c', 'n1', read);
		c.settle();
		expect(replies(c)).toEqual(answers);
	});

	it.each([
		['correct', ObservedNode, []],
		['reply-before-commit', observed(ReplyBeforeCommit), [{ type: 'write_ok' }]],
	])('%s: answers to a write that nobody but a leader without followers has', (_, create, answers) => {
		const c = cluster(create);
		c.elect('n1');
		c.cut('n1');
		c.request('c', 'n1', write(1));
		c.settle();
		expect(replies(c)).toEqual(answers);
		c.elect('n2');
		c.heal();
		c.fire('n2', 'heartbeat');
		c.settle();
		expect(valuesIn(c, 'n1')).toEqual([]);
	});

	it.each([
		['correct', ObservedNode, []],
		['ack-before-sync', observed(AckBeforeSync), [{ type: 'write_ok' }]],
	])('%s: answers to a write that a power failure erases', (_, create, answers) => {
		const c = cluster(create);
		c.elect('n1');
		for (const id of c.ids) c.completeSyncs(id);
		for (const id of c.ids) c.slowDisks.add(id);
		c.request('c', 'n1', write(1));
		c.settle();
		expect(replies(c)).toEqual(answers);
		for (const id of c.ids) c.crash(id);
		for (const id of c.ids) c.restart(id);
		expect(c.ids.flatMap((id) => valuesIn(c, id))).toEqual([]);
	});

	it.each([
		['correct', ObservedNode, false],
		['vote-without-log-check', observed(VoteWithoutLogCheck), true],
	])('%s: elects a server that lacks a committed write', (_, create, elected) => {
		const c = cluster(create);
		c.elect('n1');
		c.cut('n3');
		c.request('c', 'n1', write(1));
		c.settle();
		expect(replies(c)).toEqual([{ type: 'write_ok' }]);
		c.crash('n1');
		c.heal();
		c.elect('n3');
		expect(c.node('n3').inspect()['role'] === 'leader').toBe(elected);
		expect(valuesIn(c, 'n2')).toEqual(elected ? [] : [1]);
	});
});
