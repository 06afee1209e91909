import {
	type ErrorBody,
	errorCodes,
	type JsonValue,
	type Message,
	type NodeContext,
} from '../../harness/model/index.ts';
import { LockTable } from './locks.ts';
import { TransactionLog } from './log.ts';
import type { Execute, ExecuteOk, GiveUp, Share, Step, TransactionId, Write } from './messages.ts';

/** Durations in milliseconds of the node's own clock. */
export interface ExecutorOptions {
	/** Who waits longer for a lock gives up: it may be a deadlock. */
	readonly lockTimeoutMs: number;
	/** A transaction that nobody has heard of for so long, and that has not voted, is aborted: its client is gone. */
	readonly idleTimeoutMs: number;
}

export const defaultExecutorOptions: ExecutorOptions = { lockTimeoutMs: 100, idleTimeoutMs: 1500 };

/** A transaction whose steps are being carried out. Nothing of it is durable: a crash aborts it. */
export interface Active {
	/** What each step returned, to answer it again. */
	readonly results: JsonValue[];
	readonly writes: Write[];
	readonly reads: Set<string>;
	/** Whether a step waits for its lock. */
	isWaiting: boolean;
	votesNo: boolean;
}

/**
 * The part of a participant that does not depend on how transactions are committed: a store of keys, strict two-phase
 * locking, and the steps of the transactions that are going on. Writes stay with their transaction until it commits.
 */
export abstract class Executor {
	protected readonly context: NodeContext;
	protected readonly log: TransactionLog;
	protected readonly locks: LockTable = new LockTable();
	protected readonly active: Map<TransactionId, Active> = new Map();
	protected readonly values: Map<string, JsonValue> = new Map();
	/** Another one in each life, so that work which a crash has undone is never taken for done. */
	protected readonly incarnation: number;
	private readonly options: ExecutorOptions;

	constructor(context: NodeContext, options: ExecutorOptions) {
		this.context = context;
		this.options = options;
		this.log = new TransactionLog(context.storage);
		this.incarnation = context.random.integer(1, 2 ** 31);
	}

	/** Whether the transaction takes no more steps: it has voted, or ended. */
	protected abstract isClosed(tx: TransactionId): boolean;
	protected abstract abortLocally(tx: TransactionId): void;

	protected onExecute(request: Message<Execute>): void {
		const { tx, number, step } = request.body;
		const active = this.active.get(tx) ?? (number === 0 && !this.isClosed(tx) ? this.open(tx) : undefined);
		if (active === undefined || number > active.results.length) {
			this.context.reply(request, refusal(`${tx} is not active here: it was aborted, or a crash has undone its steps`));
			return;
		}
		this.context.setTimer(`idle ${tx}`, this.options.idleTimeoutMs, () => this.abortLocally(tx));
		const result = active.results[number];
		if (result !== undefined) this.context.reply(request, this.executed(result));
		else if (!active.isWaiting) this.lockAndCarryOut(request, active, step);
	}

	protected onGiveUp({ body: { tx } }: Message<GiveUp>): void {
		if (this.active.has(tx)) this.abortLocally(tx);
	}

	private open(tx: TransactionId): Active {
		const active: Active = { results: [], writes: [], reads: new Set(), isWaiting: false, votesNo: false };
		this.active.set(tx, active);
		return active;
	}

	private lockAndCarryOut(request: Message<Execute>, active: Active, step: Step): void {
		const { tx } = request.body;
		active.isWaiting = true;
		this.context.setTimer(`lock ${tx}`, this.options.lockTimeoutMs, () => {
			this.abortLocally(tx);
			this.context.reply(request, refusal(`${tx} waited too long for the lock of ${step[1]}`));
		});
		this.locks.acquire(tx, step[1], step[0] === 'r' ? 'shared' : 'exclusive', () => {
			this.context.cancelTimer(`lock ${tx}`);
			active.isWaiting = false;
			const result = this.carryOut(tx, active, step);
			active.results.push(result);
			this.context.reply(request, this.executed(result));
		});
	}

	protected carryOut(_tx: TransactionId, active: Active, step: Step): JsonValue {
		if (step[0] === 'vote-no') {
			active.votesNo = true;
			return null;
		}
		if (step[0] === 'r') {
			active.reads.add(step[1]);
			return this.read(step[1], active.writes);
		}
		active.writes.push(step);
		return null;
	}

	/** What the transaction sees: its own writes over what is committed. */
	private read(key: string, writes: readonly Write[]): JsonValue {
		let value = this.values.get(key) ?? null;
		for (const write of writes) if (write[1] === key) value = after(value, write);
		return value;
	}

	private executed(value: JsonValue): ExecuteOk {
		return { type: 'execute_ok', value, incarnation: this.incarnation };
	}

	/** Whether all that the client counts on is here. */
	protected holds(tx: TransactionId, { incarnation, steps }: Share): boolean {
		const active = this.active.get(tx);
		return active !== undefined && incarnation === this.incarnation && steps === active.results.length;
	}

	protected apply(writes: readonly Write[]): void {
		for (const write of writes) this.values.set(write[1], after(this.values.get(write[1]) ?? null, write));
	}

	/** The steps are over, one way or the other. */
	protected forgetActive(tx: TransactionId): void {
		this.active.delete(tx);
		this.context.cancelTimer(`idle ${tx}`);
		this.context.cancelTimer(`lock ${tx}`);
	}
}

function after(value: JsonValue, [kind, , argument]: Write): JsonValue {
	if (kind === 'w') return argument;
	return [...(Array.isArray(value) ? (value as readonly JsonValue[]) : []), argument];
}

function refusal(text: string): ErrorBody {
	return { type: 'error', code: errorCodes.txnConflict, text };
}
