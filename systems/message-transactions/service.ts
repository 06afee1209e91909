import {
	type ErrorBody,
	errorCodes,
	type Inspection,
	type Message,
	type NodeContext,
	type NodeId,
	type NodeProgram,
} from '../../harness/model/index.ts';
import { Accounts, accounts } from './accounts.ts';
import { Courier, exponentialBackoffMs } from './courier.ts';
import { Journal } from './journal.ts';
import {
	type ClientRequest,
	type Effect,
	type Letter,
	type LetterId,
	notSupported,
	type PeerMessage,
	type Report,
	type Status,
	type Transfer,
	type TransferId,
	type TransferRequest,
} from './messages.ts';
import type { MessagingOptions } from './options.ts';
import { brokerOf, serviceOf } from './placement.ts';

/** All that changes together, or not at all: one record of the journal. */
export interface LocalTransaction {
	readonly kind: 'transaction';
	/** What has caused it, and must never cause it again: a letter (by what tells it from others: the inbox)… */
	readonly consumes?: string;
	/** …or a client's request, with the answer that it will get from now on: a refusal, or none. */
	readonly answers?: { readonly transfer: TransferId; readonly refusal: string | null };
	readonly effects: readonly Effect[];
	/** Letters that are to be sent because of it: the outbox. */
	readonly sends: readonly Letter[];
}

type ServiceEntry = LocalTransaction | { readonly kind: 'confirmed'; readonly id: LetterId };

/** What the invariants look at. */
export interface ServiceInternals {
	readonly kind: 'service';
	readonly nodeCount: number;
	/** Balances, and every effect of this life and those that the journal kept of earlier ones, in order. */
	readonly accounts: Accounts;
	readonly outbox: ReadonlyMap<LetterId, Letter>;
	version(): number;
}

/**
 * An account service. It knows its own accounts and nobody else's, and its transactions are its own. What it wants of others
 * it writes into its **outbox**, in the same local transaction as the change that is the reason for it; from there a courier
 * takes it to the broker, until the broker confirms. What others want of it comes as a letter, and maybe more than once: so
 * the letter's id goes into the **inbox**, in the same local transaction as what the letter has caused.
 */
export class Service implements NodeProgram {
	protected readonly context: NodeContext;
	protected readonly options: MessagingOptions;
	protected readonly journal: Journal<ServiceEntry>;
	protected readonly accounts: Accounts;
	protected readonly inbox: Set<string> = new Set();
	protected readonly outbox: Map<LetterId, Letter> = new Map();
	protected readonly answers: Map<TransferId, string | null> = new Map();
	private readonly courier: Courier;
	readonly #internals: ServiceInternals;

	constructor(context: NodeContext, options: MessagingOptions) {
		this.context = context;
		this.options = options;
		this.journal = new Journal(context.storage);
		this.accounts = new Accounts(accounts.filter((account) => this.serviceOf(account) === context.id));
		this.courier = new Courier(context, {
			name: 'publish',
			windowMax: options.windowMax,
			backoffMs: (attempts) => exponentialBackoffMs(attempts, options.backoffMinMs, options.backoffMaxMs),
			send: (letter) => this.context.send(this.broker, { type: 'publish', letter } as PeerMessage),
		});
		this.#internals = {
			kind: 'service',
			nodeCount: context.peers.length + 1,
			accounts: this.accounts,
			outbox: this.outbox,
			version: () => this.journal.length,
		};
	}

	/** The journal is the state: every transaction is applied again, and what was not confirmed is published (again). */
	start(): void {
		for (const entry of this.journal.all()) {
			if (entry.kind === 'transaction') this.redo(entry);
			else this.outbox.delete(entry.id);
		}
		for (const letter of this.outbox.values()) this.courier.accept(letter);
	}

	protected redo(transaction: LocalTransaction): void {
		this.apply(transaction);
	}

	receive(message: Message<PeerMessage | ClientRequest>): void {
		const { src, body } = message;
		switch (body.type) {
			case 'transfer':
				this.onTransfer(message as Message<TransferRequest>);
				break;
			case 'deliver':
				this.onDeliver(body.letter, () =>
					this.context.send(src, { type: 'acknowledge', id: body.letter.id } as PeerMessage),
				);
				break;
			case 'confirm':
				this.onConfirm(body.id);
				break;
			case 'balances':
				this.context.reply(message, {
					type: 'balances_ok',
					balances: Object.fromEntries(this.accounts.balances),
				} as never);
				break;
			case 'status':
				this.context.reply(message, { type: 'status_ok', ...this.status() } as never);
				break;
			case 'report':
				this.context.reply(message, { type: 'report_ok', ...this.report() } as never);
				break;
			default:
				this.context.reply(message, notSupported(body.type));
		}
	}

	/** A client asks, or asks again: it gets the same answer, once no crash can change it. */
	private onTransfer(request: Message<TransferRequest>): void {
		const { transfer } = request.body;
		const answer = (): void => this.answer(request, this.answers.get(transfer.id) ?? null);
		if (this.answers.has(transfer.id)) this.journal.sync(answer);
		else this.commit(this.debit(transfer), answer);
	}

	/**
	 * The saga's first step. A refusal is written down as well: a copy of the request that comes late, when there is more
	 * money, must not carry out what the client was told would never happen.
	 */
	private debit(transfer: Transfer): LocalTransaction {
		const { id, from, to, amount } = transfer;
		const refusal = this.accounts.objectionToDebit(transfer) ?? null;
		const answers = { transfer: id, refusal };
		if (refusal !== null) return { kind: 'transaction', answers, effects: [], sends: [] };
		const effects: readonly Effect[] = [{ id, effect: 'debit', account: from, amount }];
		const sends: readonly Letter[] = [{ id: `${id} credit`, to: this.serviceOf(to), step: 'credit', transfer }];
		return { kind: 'transaction', answers, effects, sends };
	}

	/** Applies what the letter asks for, unless that was done; `acknowledge` when it is durable. */
	protected onDeliver(letter: Letter, acknowledge: () => void): void {
		if (this.isDuplicate(letter)) this.journal.sync(acknowledge);
		else this.commit(this.handle(letter), acknowledge);
	}

	protected isDuplicate(letter: Letter): boolean {
		return this.inbox.has(this.identityOf(letter));
	}

	/** What tells a letter from all others. */
	protected identityOf({ id }: Letter): string {
		return id;
	}

	/** The next step of the saga, or its way back. */
	private handle(letter: Letter): LocalTransaction {
		const { id, from, to, amount } = letter.transfer;
		const consumes = this.identityOf(letter);
		const done = (effect: Effect): LocalTransaction => ({
			kind: 'transaction',
			consumes,
			effects: [effect],
			sends: [],
		});
		if (letter.step === 'refund') return done({ id, effect: 'refund', account: from, amount });
		if (this.objectionTo(letter) === undefined) return done({ id, effect: 'credit', account: to, amount });
		return { kind: 'transaction', consumes, ...this.refuse(letter.transfer) };
	}

	protected objectionTo({ transfer }: Letter): string | undefined {
		return this.accounts.objectionToCredit(transfer);
	}

	/** A refusal is an answer, not an error: it is as durable as a credit, and sends the money back (compensation). */
	protected refuse(transfer: Transfer): Pick<LocalTransaction, 'effects' | 'sends'> {
		const { id, from, to, amount } = transfer;
		return {
			effects: [{ id, effect: 'refused', account: to, amount }],
			sends: [{ id: `${id} refund`, to: this.serviceOf(from), step: 'refund', transfer }],
		};
	}

	/** A local transaction: visible at once, `then` when it is durable. Its letters leave then, and not before. */
	protected commit(transaction: LocalTransaction, then: () => void): void {
		this.apply(transaction);
		this.write(transaction, () => {
			this.publish(transaction.sends);
			then();
		});
	}

	private apply({ consumes, answers, effects, sends }: LocalTransaction): void {
		if (consumes !== undefined) this.remember(consumes);
		if (answers !== undefined) this.answers.set(answers.transfer, answers.refusal);
		for (const effect of effects) this.accounts.apply(effect);
		for (const letter of sends) this.outbox.set(letter.id, letter);
	}

	/** For ever: a letter may be published again whenever its sender comes back, and nobody knows when that is. */
	protected remember(identity: string): void {
		this.inbox.add(identity);
	}

	/** One record: the change, its cause and its consequences survive together. */
	protected write(transaction: LocalTransaction, then: () => void): void {
		this.journal.append(transaction);
		this.journal.sync(then);
	}

	protected publish(letters: readonly Letter[]): void {
		for (const letter of letters) if (this.outbox.has(letter.id)) this.courier.accept(letter);
	}

	/** The broker answers for it now. This need not be durable: if it is lost, the letter is published once more. */
	private onConfirm(id: LetterId): void {
		if (!this.outbox.delete(id)) return;
		this.journal.append({ kind: 'confirmed', id });
		this.courier.arrived(id);
	}

	private answer(request: Message<TransferRequest>, refusal: string | null): void {
		if (refusal === null) this.context.reply(request, { type: 'transfer_ok' });
		else this.context.reply(request, { type: 'error', code: errorCodes.abort, text: refusal } as ErrorBody);
	}

	private status(): Status {
		return { inFlight: this.outbox.size, version: this.journal.length };
	}

	private report(): Report {
		const { balances, effects } = this.accounts;
		return { balances: Object.fromEntries(balances), effects: [...effects], version: this.journal.length };
	}

	private serviceOf(account: string): NodeId {
		return serviceOf(account, [this.context.id, ...this.context.peers]);
	}

	private get broker(): NodeId {
		return brokerOf([this.context.id, ...this.context.peers]);
	}

	inspect(): Inspection {
		return { role: 'service', outbox: this.outbox.size, consumed: this.inbox.size };
	}

	internals(): ServiceInternals {
		return this.#internals;
	}
}
