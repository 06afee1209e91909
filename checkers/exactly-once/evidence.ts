import type { CheckerInput, JsonValue, Operation } from '../../harness/model/index.ts';
import type { ExactlyOnceOptions } from './options.ts';

/** What clients have asked for under one id, and what they were told. */
export interface Request {
	readonly id: string;
	/** The operation and its argument. */
	readonly asked: string;
	/** Positions in the history: when it was first asked for, and first promised, if it was. */
	readonly invoked: number;
	readonly promisedAt: number | undefined;
	/** False when every client that asked was told that it will never happen. */
	readonly mayHappen: boolean;
}

/** What has happened, when nothing was under way. */
export interface SettledRead {
	readonly invoked: number;
	readonly completed: number;
	/** By id: every effect as often as it was applied. */
	readonly effects: ReadonlyMap<string, readonly string[]>;
}

/** A read that has found something under way. */
export interface UnsettledRead {
	readonly invoked: number;
	/** Nanoseconds since the start of the run. */
	readonly completedAt: number;
	readonly waitingFor: JsonValue;
}

export interface BalancesRead {
	readonly f: string;
	readonly invoked: number;
	readonly isSettled: boolean;
	readonly balances: Readonly<Record<string, JsonValue>>;
}

export interface Evidence {
	readonly requests: ReadonlyMap<string, Request>;
	/** Both in the order of the history. */
	readonly settled: readonly SettledRead[];
	readonly unsettled: readonly UnsettledRead[];
	readonly balances: readonly BalancesRead[];
	/** When the last fault was healed, in nanoseconds since the start of the run. */
	readonly healedAt: number;
}

/** All that a history says about promises and effects. Throws a `TypeError` where an operation has another shape. */
export function gather({ history, faults }: CheckerInput, { operation, read }: ExactlyOnceOptions): Evidence {
	const requests = new Map<string, Request>();
	const settled: SettledRead[] = [];
	const unsettled: UnsettledRead[] = [];
	const balances: BalancesRead[] = [];
	for (const found of history.operations()) {
		if (found.f === operation) {
			const id = idOf(found);
			requests.set(id, withOperation(requests.get(id), id, found));
		} else if (found.type === 'ok') {
			const isSettled = found.f === read && isSettledRead(found);
			if (isSettled) settled.push(settledRead(found));
			else if (found.f === read) unsettled.push(unsettledRead(found));
			balances.push(...balancesRead(found, isSettled));
		}
	}
	const healedAt = faults.reduce((latest, { time }) => Math.max(latest, time), 0);
	return { requests, settled, unsettled, balances, healedAt };
}

function idOf({ f, input }: Operation): string {
	const id = isRecord(input) ? input['id'] : input;
	if (typeof id === 'string' || typeof id === 'number') return String(id);
	throw new TypeError(
		`Expected the argument of \`${f}\` to be an id, or to have a field \`id\`, got ${JSON.stringify(input)}`,
	);
}

function withOperation(
	before: Request | undefined,
	id: string,
	{ f, type, input, invoked, completed }: Operation,
): Request {
	const promisedAt = before?.promisedAt ?? Number.POSITIVE_INFINITY;
	const first = type === 'ok' ? Math.min(promisedAt, completed) : promisedAt;
	return {
		id,
		asked: before?.asked ?? `${f} ${JSON.stringify(input)}`,
		invoked: before?.invoked ?? invoked,
		promisedAt: Number.isFinite(first) ? first : undefined,
		mayHappen: type !== 'fail' || before?.mayHappen === true,
	};
}

function isSettledRead({ f, output }: Operation): boolean {
	if (isRecord(output) && typeof output['settled'] === 'boolean') return output['settled'];
	throw wrongResult(f, output);
}

function settledRead({ f, output, invoked, completed }: Operation): SettledRead {
	const effects = isRecord(output) ? output['effects'] : undefined;
	const isList = (list: JsonValue): boolean =>
		Array.isArray(list) && list.every((effect) => typeof effect === 'string');
	if (!isRecord(effects) || !Object.values(effects).every(isList)) throw wrongResult(f, output);
	const entries = Object.entries(effects) as readonly (readonly [string, readonly string[]])[];
	return { invoked, completed, effects: new Map(entries) };
}

function unsettledRead({ output, invoked, completedAt }: Operation): UnsettledRead {
	return { invoked, completedAt, waitingFor: (isRecord(output) ? output['waitingFor'] : null) ?? null };
}

function balancesRead({ f, output, invoked }: Operation, isSettled: boolean): readonly BalancesRead[] {
	const balances = isRecord(output) ? output['balances'] : undefined;
	return isRecord(balances) ? [{ f, invoked, isSettled, balances }] : [];
}

function wrongResult(f: string, output: JsonValue): TypeError {
	return new TypeError(
		`Expected \`${f}\` to return { settled: true, effects: { <id>: [<effect>, …] } } or { settled: false }, got ${JSON.stringify(output).slice(0, 200)}`,
	);
}

function isRecord(value: JsonValue | undefined): value is Readonly<Record<string, JsonValue>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
