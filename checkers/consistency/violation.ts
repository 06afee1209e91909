import type { JsonValue, Operation } from '../../harness/model/index.ts';
import { canonical } from '../linearizability/canonical.ts';
import { describeOperation } from '../linearizability/describe-operation.ts';
import type { Budget } from './budget.ts';
import { type Causality, withForced } from './causality.ts';
import { type Forced, forcedByKey } from './forced.ts';
import type { Edge } from './order-graph.ts';
import { initialWrite, type RegisterHistory } from './register-history.ts';

/** Why a level does not hold: a sentence, and the operations that prove it, by the index of their invocation. */
export interface Violation {
	readonly [field: string]: JsonValue;
	readonly message: string;
	readonly operations: readonly number[];
}

/** Steps of a cycle that a sentence tells, at most. */
const stepsMax = 8;

/**
 * Whether there is one order of all writes that agrees with causality and with what a rule forces: the scheme of Biswas and
 * Enea (OOPSLA 2019), in which a rule says which writes a read could see.
 */
export function violationOfRule(causality: Causality, forced: readonly Forced[], rule: string): Violation | undefined {
	const { history, graph } = causality;
	const impossible = forced.find(({ returned }) => returned === initialWrite);
	if (impossible !== undefined) return initialValueReturned(impossible, rule, history);
	if (forced.length === 0) return undefined;
	const cycle = withForced(graph, forced, rule).cycle();
	return cycle && violationOfCycle(cycle, history);
}

/**
 * The same, with an order of its own for the writes of each key: writes to different keys may be seen in different orders,
 * for they commute. Throws an `OutOfBudget`.
 */
export function violationAtSomeKey(
	causality: Causality,
	forced: readonly Forced[],
	rule: string,
	budget: Budget,
): Violation | undefined {
	for (const atKey of forcedByKey(forced, causality.history)) {
		budget.look();
		const violation = violationOfRule(causality, atKey, rule);
		if (violation !== undefined) return violation;
	}
	return undefined;
}

/** A read that returned the initial value although a write had to be seen. */
export function initialValueReturned({ read, other }: Forced, rule: string, history: RegisterHistory): Violation {
	return {
		message: `${name(read, history)} returned what was there before any write, though ${reason(rule, other, history)}.`,
		operations: indicesOf([read, other], history),
	};
}

export function violationOfCycle(cycle: readonly Edge[], history: RegisterHistory): Violation {
	const runs = runsOf(cycle);
	const steps = runs.slice(0, stepsMax).map((run) => sentenceOf(run, history));
	const more = runs.length > stepsMax ? `; and ${runs.length - stepsMax} steps more` : '';
	const reads = cycle.flatMap(({ cause }) => (cause.kind === 'forced' ? [cause.read] : []));
	return {
		message: `Each of these would have to come before the next, in a circle: ${steps.join('; ')}${more}.`,
		operations: indicesOf([...cycle.map(({ from }) => from), ...reads], history),
	};
}

/** Causality alone is one step, however long its way. A cycle begins with what a rule forces, where it has such an edge. */
function runsOf(cycle: readonly Edge[]): readonly (readonly Edge[])[] {
	const start = cycle.findIndex(({ cause }) => cause.kind === 'forced');
	const turned = start === -1 ? cycle : [...cycle.slice(start), ...cycle.slice(0, start)];
	const runs: Edge[][] = [];
	for (const edge of turned) {
		const last = runs.at(-1);
		if (start !== -1 && last?.[0]?.cause.kind !== 'forced' && edge.cause.kind !== 'forced') last?.push(edge);
		if (start === -1 || last === undefined || last[0]?.cause.kind === 'forced' || edge.cause.kind === 'forced') {
			runs.push([edge]);
		}
	}
	return runs;
}

/** An operation for people: `write k2 1604 by process 4`. */
export function name(operation: number, { operations }: RegisterHistory): string {
	return nameOf(operations[operation] as Operation);
}

export function nameOf(source: Operation): string {
	const [f, ...rest] = describeOperation(source).split(' ');
	const key = source.key === undefined ? '' : ` ${typeof source.key === 'string' ? source.key : canonical(source.key)}`;
	return `${f}${key}${rest.length === 0 ? '' : ` ${rest.join(' ')}`} by process ${source.process}`;
}

export function indicesOf(operations: readonly number[], history: RegisterHistory): number[] {
	const invoked = operations.map((one) => (history.operations[one] as { invoked: number }).invoked);
	return [...new Set(invoked)].sort((a, b) => a - b);
}

function sentenceOf(run: readonly Edge[], history: RegisterHistory): string {
	const { from, cause } = run[0] as Edge;
	const { to } = run.at(-1) as Edge;
	const [earlier, later] = [name(from, history), name(to, history)];
	if (run.length > 1) return `${earlier} before ${later} (by causality, over ${run.length} steps)`;
	switch (cause.kind) {
		case 'session':
			return `${earlier} before ${later} (one process, in this order)`;
		case 'reads-from':
			return `${earlier} before ${later} (which found what it wrote)`;
		case 'forced':
			return `${earlier} before ${later} (${forcedBy(cause.read, cause.rule, from, to, history)})`;
	}
}

function forcedBy(read: number, rule: string, from: number, to: number, history: RegisterHistory): string {
	if (rule === 'overwritten') return 'which overwrote what the first found';
	const what = history.writes[to] === 1 && read !== to ? 'its value was returned by' : 'as to';
	return `${what} ${name(read, history)}, though ${reason(rule, from, history)}`;
}

/** Why a write was there to be seen by a read. */
function reason(rule: string, other: number, history: RegisterHistory): string {
	const write = name(other, history);
	switch (rule) {
		case 'read-your-writes':
			return `the same process had done ${write} before`;
		case 'monotonic-reads':
			return `the same process had already seen ${write}`;
		case 'monotonic-writes':
			return `the same process had already seen a later write of the process that did ${write}`;
		case 'writes-follow-reads':
			return `the same process had already seen a write that was made by one who had seen ${write}`;
		case 'sequential':
			return `${write} has to come before it`;
		default:
			return `${write} is in its causal past`;
	}
}
