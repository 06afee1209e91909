import type { Anomaly, Checker, CheckerInput, CheckerOptions, JsonValue, Usage } from '../harness/model/index.ts';

/** With fewer operations than this the traffic says nothing. */
const operationsMin = 10;

/**
 * The checker `cost`: once everything is healed, the messages (and, where asked for, the syncs) of the cluster stay below
 * what its operations can explain. A system that goes on resending what has arrived, or elects leaders without end, is
 * safe and may even make progress; this is how it is found. The bounds are the workload's, generous and measured:
 *
 * - `messagesPerOperationMax` and `messagesPerSecondMax` (of all nodes together, for what goes on without operations);
 * - `syncsPerOperationMax` and `syncsPerSecondMax`, when both are given.
 *
 * An anomaly is `too-many-messages` or `too-many-syncs`.
 */
export const cost: Checker = {
	name: 'cost',
	description: 'after the last fault is healed, messages and syncs stay within a bound for each operation',
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

interface Bounds {
	readonly messages: Bound;
	readonly syncs: Bound | undefined;
}

function judge({ history, faults }: CheckerInput, usage: Usage, { messages, syncs }: Bounds) {
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
	};
	if (operations < operationsMin) {
		const reason = `clients issued ${operations} operations after the last fault was healed: at least ${operationsMin} are needed to judge the cost of one`;
		return { valid: 'unknown' as const, anomalies: [], reason, statistics };
	}
	const anomalies = [
		...excess('messages', usage.messages, messages, operations, seconds),
		...(syncs === undefined ? [] : excess('syncs', usage.syncs, syncs, operations, seconds)),
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

function boundsOf(options: CheckerOptions): Bounds {
	const messages = boundOf(options, 'messages');
	if (messages === undefined) {
		throw new TypeError('Expected the options messagesPerOperationMax and messagesPerSecondMax of cost, got neither');
	}
	return { messages, syncs: boundOf(options, 'syncs') };
}

function boundOf(options: CheckerOptions, what: string): Bound | undefined {
	const names = [`${what}PerOperationMax`, `${what}PerSecondMax`] as const;
	const [perOperation, perSecond] = names.map((name) => options[name]);
	if (perOperation === undefined && perSecond === undefined) return undefined;
	return { perOperation: atLeastZero(names[0], perOperation), perSecond: atLeastZero(names[1], perSecond) };
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
