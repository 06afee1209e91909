import type { MessageBody, NodeId } from '../../harness/model/index.ts';
import type { Decision, Share, TransactionId, Vote } from '../transactions/messages.ts';

/** What nodes say to each other. Every message may be repeated, and may come late. */
export type PeerMessage = Prepare | VoteMessage | DecisionMessage | Acknowledge | DecisionRequest;

/** Phase one: "Will you commit?" (VOTE-REQ) */
export interface Prepare extends MessageBody {
	readonly type: 'prepare';
	readonly tx: TransactionId;
	/** What the client has done at this participant. */
	readonly share: Share;
	/** Whom to ask when the coordinator is silent. */
	readonly participants: readonly NodeId[];
}

export interface VoteMessage extends MessageBody {
	readonly type: 'vote';
	readonly tx: TransactionId;
	readonly vote: Vote;
}

/** Phase two, and the answer to a decision request. */
export interface DecisionMessage extends MessageBody {
	readonly type: 'decision';
	readonly tx: TransactionId;
	readonly decision: Decision;
}

/** A commit is durable at the participant. An abort is not acknowledged: it is what everybody presumes. */
export interface Acknowledge extends MessageBody {
	readonly type: 'ack';
	readonly tx: TransactionId;
}

/** From a participant in doubt, to the coordinator and to the other participants (DECISION-REQ). */
export interface DecisionRequest extends MessageBody {
	readonly type: 'decision_request';
	readonly tx: TransactionId;
}
