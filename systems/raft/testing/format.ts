import type { Message, MessageBody, NodeId } from '../../../harness/model/index.ts';
import type { Command, Entry, PeerMessage } from '../messages.ts';
import type { ScriptCluster } from './script-cluster.ts';

/** One line a message: what a reader of a script wants to see of it. */
export function formatMessage({ src, dest, body }: Message<MessageBody>): string {
	return `${src}->${dest} ${body.type} ${formatPeerMessage(body as PeerMessage)}`;
}

function formatPeerMessage(body: PeerMessage): string {
	switch (body.type) {
		case 'pre_vote':
			return `term=${body.term} next=${body.nextTerm} last=${body.lastLogIndex}@${body.lastLogTerm}`;
		case 'request_vote':
			return `term=${body.term} last=${body.lastLogIndex}@${body.lastLogTerm}`;
		case 'pre_vote_reply':
		case 'request_vote_reply':
			return `term=${body.term} ${body.granted ? 'granted' : 'refused'}`;
		case 'append_entries':
			return `term=${body.term} prev=${body.prevLogIndex}@${body.prevLogTerm} entries=[${body.entries.map(formatEntry).join(' ')}] commit=${body.leaderCommit}`;
		case 'append_entries_reply':
			return body.success
				? `term=${body.term} match=${body.matchIndex}`
				: `term=${body.term} rejected prev=${body.prevLogIndex} conflict=${body.conflictIndex}@${body.conflictTerm}`;
		case 'install_snapshot':
			return `term=${body.term} snapshot=${body.snapshot.index}@${body.snapshot.term}`;
		case 'install_snapshot_reply':
			return `term=${body.term} match=${body.matchIndex}`;
	}
}

/** `3@2:x=5` is the entry at index 3, of term 2, that writes 5 to x. */
function formatEntry({ index, term, command }: Entry): string {
	return `${index}@${term}:${formatCommand(command)}`;
}

function formatCommand(command: Command): string {
	if (command.kind === 'configuration') return command.voters.join('+');
	if (command.kind !== 'operation') return command.kind;
	const { operation, session, sequence } = command;
	const once = session === 0 ? '' : `#${session}.${sequence}`;
	const { f, key } = operation;
	return f === 'write' ? `${key}=${operation.value}${once}` : `${key}:${operation.from}->${operation.to}${once}`;
}

export function formatReply({ src, dest, body }: Message<MessageBody>): string {
	const { type, in_reply_to: _, ...fields } = body as MessageBody & Readonly<Record<string, unknown>>;
	const text = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
	return `${src}->${dest} ${type}${text.join('')}`;
}

export function formatStatus(cluster: ScriptCluster, id: NodeId): string {
	if (!cluster.isUp(id)) return `${id} down`;
	const { role, term, votedFor, commitIndex, snapshotIndex } = cluster.node(id).inspect();
	const snapshot = snapshotIndex === 0 ? '' : ` snapshot=${snapshotIndex}`;
	return `${id} ${role} term=${term} vote=${votedFor ?? '-'} commit=${commitIndex}${snapshot}`;
}

export function formatLog(cluster: ScriptCluster, id: NodeId): string {
	if (!cluster.isUp(id)) return `${id} down`;
	const { commitIndex } = cluster.node(id).inspect();
	return `${id} [${cluster.node(id).entriesHeld.map(formatEntry).join(' ')}] commit=${commitIndex}`;
}
