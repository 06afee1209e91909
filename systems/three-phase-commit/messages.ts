import type { MessageBody, NodeId } from '../../harness/model/index.ts';
import type { TransactionId } from '../transactions/messages.ts';
import type * as twoPhase from '../two-phase-commit/messages.ts';

/** Those of two-phase commit, and those of the phase between. */
export type PeerMessage = twoPhase.PeerMessage | PreCommit | PreCommitOk | StateRequest | StateMessage;

/** Phase two of three: everybody has voted Yes. From the coordinator, or from who stands in for it. */
export interface PreCommit extends MessageBody {
	readonly type: 'pre_commit';
	readonly tx: TransactionId;
}

export interface PreCommitOk extends MessageBody {
	readonly type: 'pre_commit_ok';
	readonly tx: TransactionId;
}

/** From a participant that has waited too long: how far are you? (STATE-REQ) */
export interface StateRequest extends MessageBody {
	readonly type: 'state_request';
	readonly tx: TransactionId;
}

/** One that knows the decision answers with that instead. */
export interface StateMessage extends MessageBody {
	readonly type: 'state';
	readonly tx: TransactionId;
	readonly state: ProcessState;
}

export interface ProcessState {
	readonly node: NodeId;
	/** Has it heard that everybody voted Yes? A coordinator that is at work on the decision is neither. */
	readonly stage: 'uncertain' | 'committable' | 'deciding';
	/** It has failed since it voted: what the others have done meanwhile it does not know. */
	readonly isRecovering: boolean;
}
