import type {
	Anomaly,
	Checker,
	CheckerInput,
	CheckerOptions,
	History,
	JsonValue,
	Usage,
} from '../harness/model/index.ts';

/** With fewer operations than this the traffic says nothing. */
const operationsMin = 10;

/**
 * The checker `cost`: once everything is healed, the messages (and, where asked for, the syncs) of the cluster stay below
 * what its operations can explain. A system that goes on resending what has arrived, or elects leaders without end, is
 * safe and may even make progress; this is how it is found. The bounds are the workload's, generous and measured:
 *
 * - `messagesPerOperationMax` and `messagesPerSecondMax` (of all nodes together, for what goes on without operations);
 * - `syncsPerOperationMax` and `syncsPerSecondMax`, when both are given;
 * - `slowMs` and `slowShareMax`, when both are given: the share of operations that take longer than that, or have no end,
 *   from a second after the healing on. Time is the simulation's, so that a busy machine makes nothing slow.
 *
 * An anomaly is `too-many-messages`, `too-many-syncs` or `too-many-slow-operations`.
 */
export const cost: Checker = {
	name: 'cost',
	description: 'after the last fault is healed, messages, syncs and slow operations stay within bounds',
	needs: 'usageAfterHealing',
	async check(input, options) {
		const started = performance.now();
		const judgement = judge(input, input.usageAfterHealing as Usage, boundsOf(options));
		return { ...judgement, millis: performance.now() - started };
	},
};

interface Bound {
	readonly perOperation: number;
	readonly perSecond: number;
}

interface SlowBound {
	readonly ms: number;
	readonly shareMax: number;
}

interface Bounds {
	readonly messages: Bound;
	readonly syncs: Bound | undefined;
	readonly slow: SlowBound | undefined;
}

function judge({ history, faults }: CheckerInput, usage: Usage, { messages, syncs, slow }: Bounds) {
	const healedAt = faults.reduce((latest, { time }) => Math.max(latest, time), 0);
	const endedAt = history.length === 0 ? healedAt : history.event(history.length - 1).time;
	let operations = 0;
	for (const { type, time } of history.events()) if (type === 'invoke' && time >= healedAt) operations++;
	const seconds = Math.max(0, endedAt - healedAt) / 1e9;
	const statistics = {
		operations,
		seconds: round(seconds),
		messagesPerOperation: perOperation(usage.messages, operations),
		syncsPerOperation: perOperation(usage.syncs, operations),
		...(slow && { slowShare: round(slowShare(history, healedAt + settlingNanos, slow.ms)) }),
	};
	if (operations < operationsMin) {
		const reason = `clients issued ${operations} operations after the last fault was healed: at least ${operationsMin} are needed to judge the cost of one`;
		return { valid: 'unknown' as const, anomalies: [], reason, statistics };
	}
	const anomalies = [
		...excess('messages', usage.messages, messages, operations, seconds),
		...(syncs === undefined ? [] : excess('syncs', usage.syncs, syncs, operations, seconds)),
		...(slow === undefined ? [] : sluggish(history, healedAt + settlingNanos, slow)),
	];
	return { valid: anomalies.length === 0, anomalies, statistics };
}

function excess(
	what: 'messages' | 'syncs',
	used: number,
	bound: Bound,
	operations: number,
	seconds: number,
): readonly Anomaly[] {
	const most = bound.perOperation * operations + bound.perSecond * seconds;
	if (used <= most) return [];
	return [
		{
			type: `too-many-${what}`,
			message:
				`In the ${seconds.toFixed(1)} s after everything was healed the cluster used ${used} ${what} for ${operations} operations. ` +
				`The bound is ${bound.perOperation} for each operation and ${bound.perSecond} for each second: ${Math.floor(most)}.`,
			operations: [],
			details: { used, operations, seconds: round(seconds), most: Math.floor(most) },
		},
	];
}

/** A first election, and what has piled up, are no sign of anything. */
const settlingNanos = 1e9;

function slowShare(history: History, from: number, slowMs: number): number {
	let operations = 0;
	let slow = 0;
	for (const { process, type, invokedAt, completedAt } of history.operations()) {
		if (typeof process !== 'number' || invokedAt < from) continue;
		operations++;
		if (type === 'info' || completedAt - invokedAt > slowMs * 1e6) slow++;
	}
	return operations === 0 ? 0 : slow / operations;
}

function sluggish(history: History, from: number, { ms, shareMax }: SlowBound): readonly Anomaly[] {
	const share = slowShare(history, from, ms);
	if (share <= shareMax) return [];
	return [
		{
			type: 'too-many-slow-operations',
			message: `Of the operations from ${(from / 1e9).toFixed(1)} s on, a second after everything was healed, ${percent(share)} took longer than ${ms} ms. The bound is ${percent(shareMax)}.`,
			operations: [],
			details: { share: round(share), slowMs: ms, shareMax },
		},
	];
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)}%`;
}

function boundsOf(options: CheckerOptions): Bounds {
	const messages = boundOf(options, 'messages');
	if (messages === undefined) {
		throw new TypeError('Expected the options messagesPerOperationMax and messagesPerSecondMax of cost, got neither');
	}
	return { messages, syncs: boundOf(options, 'syncs'), slow: slowBoundOf(options) };
}

function boundOf(options: CheckerOptions, what: string): Bound | undefined {
	const names = [`${what}PerOperationMax`, `${what}PerSecondMax`] as const;
	const [perOperation, perSecond] = names.map((name) => options[name]);
	if (perOperation === undefined && perSecond === undefined) return undefined;
	return { perOperation: atLeastZero(names[0], perOperation), perSecond: atLeastZero(names[1], perSecond) };
}

function slowBoundOf({ slowMs, slowShareMax }: CheckerOptions): SlowBound | undefined {
	if (slowMs === undefined && slowShareMax === undefined) return undefined;
	return { ms: atLeastZero('slowMs', slowMs), shareMax: atLeastZero('slowShareMax', slowShareMax) };
}

function atLeastZero(name: string, value: JsonValue | undefined): number {
	if (typeof value === 'number' && value >= 0) return value;
	throw new TypeError(`Expected the option ${name} of cost to be a number of at least 0, got ${JSON.stringify(value)}`);
}

function perOperation(used: number, operations: number): number | null {
	return operations === 0 ? null : round(used / operations);
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}
