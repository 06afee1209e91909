import { type ErrorBody, errorCodes, type MessageBody, type NodeId } from '../../harness/model/index.ts';

/** Chosen by the client, and the same in every repetition of its request. */
export type TransferId = string;

export interface Transfer {
	readonly id: TransferId;
	readonly from: string;
	readonly to: string;
	readonly amount: number;
}

/** The transfer and the step: the same however often the message is sent, so that whoever gets it can tell. */
export type LetterId = string;

/** What one service asks another to do, by way of the broker. */
export interface Letter {
	readonly id: LetterId;
	/** The service that it is for. */
	readonly to: NodeId;
	/** `credit` may be refused; `refund` takes a debit back, and may not. */
	readonly step: 'credit' | 'refund';
	readonly transfer: Transfer;
}

/** Something that has happened to an account, or (`refused`) that will never happen. */
export interface Effect {
	readonly id: TransferId;
	readonly effect: 'debit' | 'credit' | 'refused' | 'refund';
	readonly account: string;
	readonly amount: number;
}

/** Between services and the broker. Every message may be repeated, lost, or late. */
export type PeerMessage = Publish | Confirm | Deliver | Acknowledge;

/** A service to the broker: take this over. */
export interface Publish extends MessageBody {
	readonly type: 'publish';
	readonly letter: Letter;
}

/** The broker has the letter on its disk, and answers for it from now on. */
export interface Confirm extends MessageBody {
	readonly type: 'confirm';
	readonly id: LetterId;
}

/** The broker to the service that the letter is for. */
export interface Deliver extends MessageBody {
	readonly type: 'deliver';
	readonly letter: Letter;
}

/** What the letter asked for is done (or refused) and durable. */
export interface Acknowledge extends MessageBody {
	readonly type: 'acknowledge';
	readonly id: LetterId;
}

export type ClientRequest = TransferRequest | ReadBalances | ReadStatus | ReadReport;

/** To the service of the account that pays. Harmless to repeat. */
export interface TransferRequest extends MessageBody {
	readonly type: 'transfer';
	readonly transfer: Transfer;
}

/** To any service: what its accounts hold at the moment. */
export interface ReadBalances extends MessageBody {
	readonly type: 'balances';
}

/** To any node: is anything under way? */
export interface ReadStatus extends MessageBody {
	readonly type: 'status';
}

export interface Status {
	/** Letters that this node still has to get rid of. */
	readonly inFlight: number;
	/** Grows with everything that this node writes down: the same twice, and nothing has happened in between. */
	readonly version: number;
}

/** To any service: all that has ever happened to its accounts. */
export interface ReadReport extends MessageBody {
	readonly type: 'report';
}

export interface Report {
	readonly balances: Readonly<Record<string, number>>;
	readonly effects: readonly Effect[];
	readonly version: number;
}

export function notSupported(type: string): ErrorBody {
	return { type: 'error', code: errorCodes.notSupported, text: `This node does not know \`${type}\`` };
}
