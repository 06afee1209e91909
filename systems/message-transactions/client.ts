import {
	type Client,
	type ClientContext,
	type Completion,
	errorCodes,
	type Invocation,
	isError,
	type JsonValue,
	type Message,
	type MessageBody,
	type NodeId,
	unknownOperation,
} from '../../harness/model/index.ts';
import type { ClientRequest, Report, Status, Transfer } from './messages.ts';
import { serviceOf, servicesOf } from './placement.ts';

/** What was not answered is sent again after this time: every request is harmless to repeat. */
const resendMs = 200;
/** How long a system that is not settled is left alone before it is asked again. */
const settlingPollMs = 50;
/** The client says what it knows just before the controller's own limit, after which nobody asks. */
const marginMs = 10;

/**
 * A client of the services; it never talks to the broker about money. What it may say at the end of a transfer:
 *
 * - the service has debited the account: `ok`. From here on the system answers for the rest;
 * - the service has refused, and remembers that: `fail`;
 * - no answer: nobody knows, `info`.
 *
 * A read that is not answered by all is `fail`, for it changes nothing. `settled-read` waits until nothing is under way.
 */
export class AccountClient implements Client {
	readonly #context: ClientContext;
	#messageId = 0;
	#current: Current | null = null;

	constructor(context: ClientContext) {
		this.#context = context;
	}

	invoke({ f, value }: Invocation, complete: (completion: Completion) => void): void {
		const current: Current = { f, complete, round: null };
		this.#current = current;
		const limitMs = Math.max(this.#context.operationTimeoutMs - marginMs, 0);
		this.#context.setTimer('deadline', limitMs, () => this.#deadline(current));
		if (f === 'transfer') this.#transfer(value as unknown as Transfer);
		else if (f === 'read') this.#read();
		else if (f === 'settled-read') this.#awaitQuiet(null);
		else throw unknownOperation(f, ['transfer', 'read', 'settled-read']);
	}

	receive({ src, body }: Message): void {
		const round = this.#current?.round;
		if (round == null || body.in_reply_to !== round.id || round.replies.has(src)) return;
		round.replies.set(src, body);
		if (round.replies.size < round.nodes.length) return;
		this.#context.cancelTimer('resend');
		round.then(round.nodes.map((node) => round.replies.get(node) as MessageBody));
	}

	close(): void {
		this.#current = null;
		for (const timer of ['deadline', 'resend', 'poll']) this.#context.cancelTimer(timer);
	}

	#transfer(transfer: Transfer): void {
		const service = serviceOf(transfer.from, this.#context.nodes);
		this.#ask([service], { type: 'transfer', transfer }, ([reply]) => {
			if (!isError(reply as MessageBody)) this.#complete({ type: 'ok', value: { ...transfer } });
			else this.#complete(refused(reply as MessageBody & { readonly code: number; readonly text: string }));
		});
	}

	#read(): void {
		this.#ask(servicesOf(this.#context.nodes), { type: 'balances' }, (replies) => {
			this.#complete({ type: 'ok', value: { balances: allBalances(replies as unknown as readonly Report[]) } });
		});
	}

	/**
	 * Nothing is under way when every node says so twice, and has written down nothing between the two answers: then at the end
	 * of the first round all of it was true at once. One round is not enough: a letter may leave a node that has not been asked
	 * yet for one that has.
	 */
	#awaitQuiet(before: readonly number[] | null): void {
		this.#ask(this.#context.nodes, { type: 'status' }, (replies) => {
			const statuses = replies as unknown as readonly Status[];
			const versions = statuses.map(({ version }) => version);
			const isQuiet = statuses.every(({ inFlight }) => inFlight === 0);
			if (isQuiet && before !== null && isEqual(versions, before)) this.#readReports(versions);
			else if (isQuiet) this.#awaitQuiet(versions);
			else this.#awaitQuietLater();
		});
	}

	#awaitQuietLater(): void {
		this.#context.setTimer('poll', settlingPollMs, () => this.#awaitQuiet(null));
	}

	/** Once more the versions must be the same, or the reports are of different times. */
	#readReports(versions: readonly number[]): void {
		const { nodes } = this.#context;
		const services = servicesOf(nodes);
		this.#ask(services, { type: 'report' }, (replies) => {
			const reports = replies as unknown as readonly Report[];
			const isStill = reports.every(({ version }, i) => version === versions[nodes.indexOf(services[i] as NodeId)]);
			if (!isStill) this.#awaitQuietLater();
			else this.#complete({ type: 'ok', value: settledValue(reports) });
		});
	}

	/** Sends a request to each of these nodes until all have answered. */
	#ask(nodes: readonly NodeId[], body: ClientRequest, then: (replies: readonly MessageBody[]) => void): void {
		const round: Round = { id: ++this.#messageId, nodes, replies: new Map(), then };
		if (this.#current !== null) this.#current.round = round;
		const send = (): void => {
			for (const node of nodes) {
				if (!round.replies.has(node)) this.#context.send(node, { ...body, msg_id: round.id } as MessageBody);
			}
			this.#context.setTimer('resend', resendMs, send);
		};
		send();
	}

	#deadline({ f, round }: Current): void {
		if (f === 'transfer') this.#complete({ type: 'info', error: 'no answer in time' });
		else if (f === 'read') this.#complete({ type: 'fail', error: 'not all services have answered in time' });
		else this.#complete({ type: 'ok', value: { settled: false, waitingFor: waitingFor(round) } });
	}

	#complete(completion: Completion): void {
		const complete = this.#current?.complete;
		this.close();
		complete?.(completion);
	}
}

interface Current {
	readonly f: string;
	readonly complete: (completion: Completion) => void;
	/** The request that is under way, or was the last. */
	round: Round | null;
}

/** One request to several nodes. */
interface Round {
	readonly id: number;
	readonly nodes: readonly NodeId[];
	readonly replies: Map<string, MessageBody>;
	readonly then: (replies: readonly MessageBody[]) => void;
}

function refused({ code, text }: { readonly code: number; readonly text: string }): Completion {
	return { type: code === errorCodes.abort ? 'fail' : 'info', error: text };
}

function allBalances(reports: readonly Report[]): Record<string, number> {
	const balances = reports.flatMap((report) => Object.entries(report.balances));
	return Object.fromEntries(balances.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the checker `exactly-once` reads: each transfer with all that has happened because of it. */
function settledValue(reports: readonly Report[]): JsonValue {
	const effects: Record<string, string[]> = {};
	for (const report of reports) {
		for (const { id, effect } of report.effects) {
			effects[id] ??= [];
			effects[id].push(effect);
		}
	}
	return { settled: true, balances: allBalances(reports), effects };
}

/** What each node still had to do when it was asked last; `null` for one that has not answered. */
function waitingFor(round: Round | null): JsonValue {
	const pending = (round?.nodes ?? []).map((node) => {
		const reply = round?.replies.get(node) as Partial<Status> | undefined;
		return [node, reply === undefined ? null : (reply.inFlight ?? 0)] as const;
	});
	return Object.fromEntries(pending.filter(([, inFlight]) => inFlight !== 0));
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
	return a.every((value, i) => value === b[i]);
}
