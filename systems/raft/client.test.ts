import { describe, expect, it } from 'vitest';
import type { ClientContext, MessageBody } from '../../harness/model/index.ts';
import { unrandom } from '../testing/unrandom.ts';
import { RaftClient } from './client.ts';

/** What the client sends when it is asked for this. */
function requested(f: string): MessageBody[] {
	const sent: MessageBody[] = [];
	const context: Partial<ClientContext> = {
		home: 'n1',
		nodes: ['n1', 'n2'],
		operationTimeoutMs: 1000,
		random: unrandom,
		send: (_, body) => sent.push(body),
		setTimer: () => {},
	};
	new RaftClient(context as ClientContext).invoke({ f, value: 'n3' }, () => {});
	return sent;
}

describe('a client of Raft', () => {
	it.each([
		['add-server', 'add_server'],
		['remove-server', 'remove_server'],
	])('asks for a change of servers: %s', (f, type) => {
		expect(requested(f)).toEqual([{ type, msg_id: 1, server: 'n3' }]);
	});

	it('names its own operations beside those of a store when it is asked for another one', () => {
		expect(() => requested('flush')).toThrow('There is: read, write, cas, add-server, remove-server.');
		expect(() => requested('add-sever')).toThrow('Did you mean `add-server`?');
	});
});
