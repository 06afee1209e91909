import type { JsonValue, NodeContext, NodeId } from '../../harness/model/index.ts';
import type { Accept, Ballot, Instance, PeerMessage, Prepare, Proposal } from './messages.ts';

/** What an acceptor remembers of an instance, for ever. */
export interface AcceptorState {
	readonly promised: Ballot;
	readonly accepted: Proposal | null;
}

/** What an acceptor and a learner do that matters to others, in order: for the invariants. */
export type PaxosEvent =
	| { readonly kind: 'accepted'; readonly instance: Instance; readonly ballot: Ballot; readonly value: JsonValue }
	| { readonly kind: 'learned'; readonly instance: Instance; readonly value: JsonValue };

type LogRecord =
	| { readonly kind: 'promised'; readonly instance: Instance; readonly ballot: Ballot }
	| { readonly kind: 'accepted'; readonly instance: Instance; readonly ballot: Ballot; readonly value: JsonValue };

const file = 'acceptor.log';
const nothing: AcceptorState = { promised: 0, accepted: null };

/**
 * Chapter 1: the acceptor. It promises, and it accepts; and it remembers both, for a majority that forgets may choose again.
 * So everything is on its disk before anybody hears of it.
 */
export abstract class Acceptor {
	protected readonly context: NodeContext;
	protected readonly instances: Map<Instance, AcceptorState> = new Map();
	/** Of this life, and what the disk kept of earlier ones. */
	protected readonly history: PaxosEvent[] = [];

	constructor(context: NodeContext) {
		this.context = context;
	}

	protected stateOf(instance: Instance): AcceptorState {
		return this.instances.get(instance) ?? nothing;
	}

	protected recover(): void {
		for (const record of this.context.storage.read(file) as readonly LogRecord[]) this.redo(record);
	}

	private redo(record: LogRecord): void {
		const { instance, ballot } = record;
		const before = this.stateOf(instance);
		const promised = Math.max(before.promised, ballot);
		const accepted = record.kind === 'accepted' ? { ballot, value: record.value } : before.accepted;
		this.instances.set(instance, { promised, accepted });
		if (record.kind === 'accepted') this.history.push(record);
	}

	protected onPrepare(proposer: NodeId, { instance, ballot }: Prepare): void {
		const { promised } = this.stateOf(instance);
		if (ballot < promised) this.sendTo(proposer, { type: 'reject', instance, ballot: promised });
		else {
			this.promise(instance, ballot, () => {
				const { accepted } = this.stateOf(instance);
				this.sendTo(proposer, { type: 'promise', instance, ballot, accepted });
			});
		}
	}

	/** "Never again to accept a proposal numbered less than `ballot`." */
	protected promise(instance: Instance, ballot: Ballot, then: () => void): void {
		this.instances.set(instance, { ...this.stateOf(instance), promised: ballot });
		this.logPromise(instance, ballot, () => {
			// A later promise was made meanwhile: this one is worth nothing any more.
			if (this.stateOf(instance).promised === ballot) then();
		});
	}

	protected logPromise(instance: Instance, ballot: Ballot, then: () => void): void {
		this.write({ kind: 'promised', instance, ballot }, then);
	}

	protected onAccept(proposer: NodeId, { instance, ballot, value }: Accept): void {
		const { promised } = this.stateOf(instance);
		if (ballot < promised) this.sendTo(proposer, { type: 'reject', instance, ballot: promised });
		else {
			this.instances.set(instance, { promised: ballot, accepted: { ballot, value } });
			this.logAccepted(instance, ballot, value, () => {
				// Only now: what a crash takes back was never accepted.
				this.history.push({ kind: 'accepted', instance, ballot, value });
				for (const node of [this.context.id, ...this.context.peers]) {
					this.sendTo(node, { type: 'accepted', instance, ballot, value });
				}
			});
		}
	}

	protected logAccepted(instance: Instance, ballot: Ballot, value: JsonValue, then: () => void): void {
		this.write({ kind: 'accepted', instance, ballot, value }, then);
	}

	private write(record: LogRecord, then: () => void): void {
		this.context.storage.append(file, record as unknown as JsonValue);
		this.context.storage.sync(then);
	}

	protected sendTo(node: NodeId, body: PeerMessage): void {
		this.context.send(node, body);
	}
}
