import type { Anomaly, Checker, CheckerInput, JsonValue, Operation } from '../harness/model/index.ts';

/** One anomaly for each instance; of very many the first ones say it all. */
const anomaliesMax = 20;

/**
 * The checker `consensus`: in each instance (the `key`), from operations `propose` (a value, answered with the one that was
 * chosen) and `learn` (answered with what a node has learned, or `null`):
 *
 * - agreement: all answers are the same value, `disagreement` otherwise. That includes integrity, a node decides once;
 * - validity: that value was proposed, `unproposed-value` otherwise, and not only later than it was returned;
 * - termination: a proposal that is made after everything was healed, and early enough to be answered, is answered
 *   (`no-termination`); `terminationMs` is how early, 4 s before the end unless given.
 */
export const consensus: Checker = {
	name: 'consensus',
	description: 'in each instance all learn the same value, one that was proposed, and in the end somebody learns it',
	async check(input, { terminationMs = 4000 }) {
		const started = performance.now();
		if (typeof terminationMs !== 'number' || terminationMs < 0) {
			throw new TypeError(
				`Expected the option terminationMs of consensus to be a number of milliseconds, got ${JSON.stringify(terminationMs)}`,
			);
		}
		const judgement = judge(input, terminationMs);
		return { ...judgement, millis: performance.now() - started };
	},
};

function judge({ history, faults }: CheckerInput, terminationMs: number) {
	const instances = new Map<string, Operation[]>();
	for (const operation of history.operations()) {
		if (operation.f !== 'propose' && operation.f !== 'learn') continue;
		const key = JSON.stringify(operation.key ?? null);
		const known = instances.get(key);
		if (known === undefined) instances.set(key, [operation]);
		else known.push(operation);
	}
	const healedAt = faults.reduce((latest, { time }) => Math.max(latest, time), 0);
	const endedAt = history.length === 0 ? 0 : history.event(history.length - 1).time;
	const anomalies: Anomaly[] = [];
	let decided = 0;
	for (const [instance, operations] of instances) {
		if (operations.some(isDecision)) decided++;
		const found =
			disagreement(instance, operations) ??
			unproposed(instance, operations) ??
			unanswered(instance, operations, healedAt, endedAt - terminationMs * 1e6);
		if (found !== undefined && anomalies.length < anomaliesMax) anomalies.push(found);
	}
	const statistics = { instances: instances.size, decided };
	if (anomalies.length > 0) return { valid: false as const, anomalies, statistics };
	if (decided > 0) return { valid: true as const, anomalies, statistics };
	return { valid: 'unknown' as const, anomalies, statistics, reason: 'no instance is known to have decided' };
}

/** Whether an operation says what was chosen. */
function isDecision({ f, type, output }: Operation): boolean {
	return type === 'ok' && (f === 'propose' || output !== null);
}

function disagreement(instance: string, operations: readonly Operation[]): Anomaly | undefined {
	const decisions = operations.filter(isDecision);
	const [first] = decisions;
	const other = decisions.find(({ output }) => !isEqual(output, first?.output));
	if (first === undefined || other === undefined) return undefined;
	return {
		type: 'disagreement',
		message: `In instance ${instance} process ${first.process} was told that ${JSON.stringify(first.output)} was chosen, and process ${other.process} that ${JSON.stringify(other.output)} was: only one value may be.`,
		operations: [first.invoked, other.invoked].sort((a, b) => a - b),
		details: { instance, values: [first.output, other.output] },
	};
}

function unproposed(instance: string, operations: readonly Operation[]): Anomaly | undefined {
	for (const decision of operations.filter(isDecision)) {
		const proposals = operations.filter(({ f, input }) => f === 'propose' && isEqual(input, decision.output));
		if (proposals.some(({ invoked }) => invoked < decision.completed)) continue;
		const later = proposals.length > 0 ? ' before anybody proposed it' : ', which nobody proposed';
		return {
			type: 'unproposed-value',
			message: `In instance ${instance} process ${decision.process} was told that ${JSON.stringify(decision.output)} was chosen${later}.`,
			operations: [decision.invoked, ...proposals.map(({ invoked }) => invoked)].sort((a, b) => a - b),
			details: { instance, value: decision.output },
		};
	}
	return undefined;
}

function unanswered(instance: string, operations: readonly Operation[], from: number, to: number): Anomaly | undefined {
	const open = operations.find(
		({ f, type, invokedAt }) => f === 'propose' && type !== 'ok' && invokedAt >= from && invokedAt <= to,
	);
	if (open === undefined) return undefined;
	return {
		type: 'no-termination',
		message: `In instance ${instance} process ${open.process} proposed ${JSON.stringify(open.input)} at ${(open.invokedAt / 1e9).toFixed(1)} s, when everything was healed (since ${(from / 1e9).toFixed(1)} s), and was never told what was chosen.`,
		operations: [open.invoked],
		details: { instance, value: open.input },
	};
}

function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}
