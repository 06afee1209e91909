import type { CheckerInput, JsonValue, Operation } from '../../harness/model/index.ts';

/** What one reading of a node's durable log said. */
export interface Reading {
	readonly node: string;
	/** Index of the operation's `invoke`. */
	readonly operation: number;
	/** Nanoseconds since the start of the run: the log was read at some moment between the two. */
	readonly invokedAt: number;
	readonly completedAt: number;
	/** Whether it was the whole log; otherwise the newest transactions. */
	readonly isWhole: boolean;
	readonly transactions: readonly LoggedTransaction[];
	readonly inDoubt: readonly InDoubt[];
}

/** What a node's log says of a transaction. Times are of the node's own clock, in milliseconds. */
export interface LoggedTransaction {
	readonly tx: string;
	readonly participants?: readonly string[];
	readonly vote?: 'yes' | 'no';
	/** More than one only where the node changed its mind, or decided again. */
	readonly decisions: readonly { readonly decision: 'commit' | 'abort'; readonly at: number }[];
}

/** A participant that has voted Yes and knows no decision. */
export interface InDoubt {
	readonly tx: string;
	/** By the node's own clock. */
	readonly sinceMs: number;
	readonly waitingFor: readonly string[];
	/** Keys that nobody else can use meanwhile. */
	readonly locks: readonly string[];
}

/** What a client was told of a transaction that it names. */
export interface ClientView {
	readonly tx: string;
	readonly outcome: 'commit' | 'abort';
	readonly operation: number;
	readonly invokedAt: number;
	readonly completedAt: number;
}

export interface Evidence {
	/** In the order in which they were answered. */
	readonly readings: readonly Reading[];
	/** The last whole log of each node. */
	readonly finalLogs: ReadonlyMap<string, Reading>;
	readonly clients: readonly ClientView[];
}

/** Everything that a history says about votes and decisions. Throws a `TypeError` where a `log` has another shape. */
export function gather({ history }: CheckerInput): Evidence {
	const readings: Reading[] = [];
	const clients: ClientView[] = [];
	for (const operation of history.operations()) {
		if (operation.f === 'log') {
			if (operation.type === 'ok') readings.push(readingOf(operation));
		} else {
			const view = viewOf(operation);
			if (view !== undefined) clients.push(view);
		}
	}
	readings.sort((a, b) => a.completedAt - b.completedAt);
	const whole = readings.filter(({ isWhole }) => isWhole);
	return { readings, finalLogs: new Map(whole.map((reading) => [reading.node, reading])), clients };
}

type Fields = { readonly [field: string]: JsonValue | undefined };

function readingOf({ input, output, invoked, invokedAt, completedAt }: Operation): Reading {
	const { node, transactions, inDoubt } = output as Fields;
	if (typeof node !== 'string' || !Array.isArray(transactions) || !Array.isArray(inDoubt)) {
		throw new TypeError(
			`Expected a \`log\` operation to return { node, transactions, inDoubt }, got ${JSON.stringify(output).slice(0, 200)}`,
		);
	}
	return {
		node,
		operation: invoked,
		invokedAt,
		completedAt,
		isWhole: ((input as Fields | null)?.['last'] ?? null) === null,
		transactions: transactions as unknown as readonly LoggedTransaction[],
		inDoubt: inDoubt as unknown as readonly InDoubt[],
	};
}

/** `{ tx, outcome: 'commit' }` in an `ok`, `aborted: <tx>` as the error of a `fail`. */
function viewOf({ type, output, error, invoked, invokedAt, completedAt }: Operation): ClientView | undefined {
	const when = { operation: invoked, invokedAt, completedAt };
	if (type === 'fail') {
		const tx = /^aborted: (\S+)/.exec(error ?? '')?.[1];
		return tx === undefined ? undefined : { tx, outcome: 'abort', ...when };
	}
	if (type !== 'ok' || typeof output !== 'object' || output === null || Array.isArray(output)) return undefined;
	const { tx, outcome } = output as Fields;
	return typeof tx === 'string' && outcome === 'commit' ? { tx, outcome, ...when } : undefined;
}
