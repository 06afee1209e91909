import type { Invocation, MessageBody } from '../../harness/model/index.ts';
import { type Attempt, KvClient } from '../replicated-kv/client.ts';

/** The key-value client, which also changes the cluster's servers: adding one that is there changes nothing. */
export class RaftClient extends KvClient {
	protected override readonly operations: readonly string[] = ['read', 'write', 'cas', 'add-server', 'remove-server'];

	protected override requestOf(invocation: Invocation, attempt: Attempt): MessageBody {
		const { f, value } = invocation;
		if (f !== 'add-server' && f !== 'remove-server') return super.requestOf(invocation, attempt);
		return { type: f.replace('-', '_'), msg_id: attempt.msg_id, server: value } as MessageBody;
	}
}
