import type {
	Anomaly,
	Checker,
	CheckerInput,
	CheckerOptions,
	FaultEvent,
	History,
	HistoryEvent,
} from '../harness/model/index.ts';

const nanosPerMs = 1e6;
const nanosPerSecond = 1e9;
/** Operations to name in an anomaly, at most. */
const namedMax = 20;

/**
 * The checker `progress`: once the last fault is healed (or from the start, when there was none), clients that go on
 * issuing operations get some of them done. An anomaly `no-progress` is a time longer than the option `boundMs` (10 s if
 * not given) in which operations were issued or open and none succeeded.
 *
 * Where only a quorum was healed, the time counts from there: a minority that is still broken is no excuse.
 *
 * It judges only while clients were at work: where they stopped before the bound was over without a success, or where a
 * fault was never healed, the answer is `unknown`.
 */
export const progress: Checker = {
	name: 'progress',
	description: 'after the last fault is healed, operations succeed again within a bound',
	async check(input, options) {
		const started = performance.now();
		const judgement = judge(input, boundOf(options));
		return { ...judgement, millis: performance.now() - started };
	},
};

function judge({ history, faults, quorumHealedAt }: CheckerInput, boundMs: number) {
	const unhealed = countUnhealed(faults);
	if (unhealed > 0) return unknown(`${unhealed} faults were never healed, so recovery from them cannot be judged`);
	const healedAt = quorumHealedAt ?? faults.reduce((latest, { time }) => Math.max(latest, time), 0);
	const endedAt = history.length === 0 ? 0 : history.event(history.length - 1).time;
	const operations = waitedFor(history, endedAt).filter(({ endsAt }) => endsAt > healedAt);
	if (operations.length === 0) return unknown('clients issued no operation after the last fault was healed');

	const stall = longestStall(operations, healedAt);
	const stalledMs = (stall.to - stall.from) / nanosPerMs;
	const firstSuccess = operations.filter(({ succeeded }) => succeeded).reduce(earliestEnd, Number.POSITIVE_INFINITY);
	const statistics = {
		healedAtMs: healedAt / nanosPerMs,
		operationsAfterHealing: operations.length,
		recoveredAfterMs: Number.isFinite(firstSuccess) ? (firstSuccess - healedAt) / nanosPerMs : null,
		longestStallMs: stalledMs,
		...countSeconds(operations, healedAt, endedAt),
	};
	if (stalledMs > boundMs) {
		return { valid: false as const, anomalies: [anomalyOf(stall, operations, healedAt, boundMs)], statistics };
	}
	if (Number.isFinite(firstSuccess)) return { valid: true as const, anomalies: [], statistics };
	const reason =
		`no operation succeeded after the last fault was healed, but clients were at work for only ${Math.round(stalledMs)} ms, ` +
		`and the bound is ${boundMs} ms`;
	return { ...unknown(reason), statistics };
}

function earliestEnd(earliest: number, { endsAt }: Waited): number {
	return Math.min(earliest, endsAt);
}

function boundOf(options: CheckerOptions): number {
	const bound = options['boundMs'] ?? 10_000;
	if (typeof bound === 'number' && bound > 0) return bound;
	throw new TypeError(`Expected the option boundMs of progress to be a number of milliseconds above 0, got ${bound}`);
}

function unknown(reason: string) {
	return { valid: 'unknown' as const, anomalies: [] as Anomaly[], reason };
}

function countUnhealed(faults: readonly FaultEvent[]): number {
	const open = new Set<number>();
	for (const { type, id } of faults) {
		if (type === 'inject') open.add(id);
		else open.delete(id);
	}
	return open.size;
}

/** An operation with the time in which its client waited for it, in nanoseconds. */
interface Waited {
	/** Index of its invoke. */
	readonly invoked: number;
	readonly succeeded: boolean;
	readonly beginsAt: number;
	/** When its client knew how it ended, if only that nobody knows; the end of the history for one that is still open. */
	readonly endsAt: number;
}

function waitedFor(history: History, endedAt: number): Waited[] {
	const open = new Map<number, HistoryEvent>();
	const waited: Waited[] = [];
	const close = ({ index, time }: HistoryEvent, endsAt: number, succeeded: boolean) =>
		waited.push({ invoked: index, succeeded, beginsAt: time, endsAt });
	for (const event of history.events()) {
		if (event.type === 'invoke') {
			open.set(event.process, event);
			continue;
		}
		close(open.get(event.process) as HistoryEvent, event.time, event.type === 'ok');
		open.delete(event.process);
	}
	for (const event of open.values()) close(event, endedAt, false);
	return waited.sort((a, b) => a.invoked - b.invoked);
}

/** A time without a success in which clients were at work, in nanoseconds. */
interface Stall {
	readonly from: number;
	readonly to: number;
}

/**
 * The longest time between two successes, or the heal, or the end. It begins only when an operation is open or issued, and
 * ends with the last sign of a client: a time in which nobody asked for anything is no stall.
 */
function longestStall(operations: readonly Waited[], healedAt: number): Stall {
	const begins = operations.map(({ beginsAt }) => beginsAt);
	/** By number of operations, in the order of their beginnings: when the last of so many ended. */
	const lastEnd = [Number.NEGATIVE_INFINITY];
	for (const { endsAt } of operations) lastEnd.push(Math.max(lastEnd.at(-1) as number, endsAt));
	const successes = operations.filter(({ succeeded }) => succeeded).map(({ endsAt }) => endsAt);
	let longest: Stall = { from: healedAt, to: healedAt };
	let begin = healedAt;
	for (const end of [...successes.sort((a, b) => a - b), Number.POSITIVE_INFINITY]) {
		const begunBefore = countUpTo(begins, begin);
		const isOpen = (lastEnd[begunBefore] as number) > begin;
		const from = isOpen ? begin : (begins[begunBefore] ?? end);
		const to = Math.min(end, lastEnd[countUpTo(begins, end)] as number);
		if (to - from > longest.to - longest.from) longest = { from, to };
		begin = end;
	}
	return longest;
}

/** How many of these ascending numbers are at most this one. */
function countUpTo(ascending: readonly number[], limit: number): number {
	let low = 0;
	let high = ascending.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((ascending[middle] as number) <= limit) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Whole seconds after the heal in which clients were at work, and those of them in which an operation succeeded. */
function countSeconds(operations: readonly Waited[], healedAt: number, endedAt: number) {
	const whole = Math.floor((endedAt - healedAt) / nanosPerSecond);
	const atWork = new Uint8Array(whole);
	const successful = new Uint8Array(whole);
	const secondOf = (time: number) => Math.floor((time - healedAt) / nanosPerSecond);
	for (const { beginsAt, endsAt, succeeded } of operations) {
		atWork.fill(1, Math.max(0, secondOf(beginsAt)), secondOf(endsAt) + 1);
		if (succeeded && secondOf(endsAt) < whole) successful[secondOf(endsAt)] = 1;
	}
	const seconds = atWork.reduce((sum, one) => sum + one, 0);
	const secondsWithProgress = successful.reduce((sum, one) => sum + one, 0);
	return { seconds, secondsWithProgress, progressEverySecond: seconds === secondsWithProgress };
}

function anomalyOf(stall: Stall, operations: readonly Waited[], healedAt: number, boundMs: number): Anomaly {
	const concerned = operations.filter(({ beginsAt, endsAt }) => beginsAt < stall.to && endsAt > stall.from);
	const seconds = (nanos: number) => `${(nanos / nanosPerSecond).toFixed(1)} s`;
	return {
		type: 'no-progress',
		message:
			`For ${seconds(stall.to - stall.from)}, from ${seconds(stall.from)} to ${seconds(stall.to)} of the run, no operation succeeded, ` +
			`though ${concerned.length} were issued or open and no fault was active after ${seconds(healedAt)}. ` +
			`The bound is ${seconds(boundMs * nanosPerMs)}.`,
		operations: concerned.slice(0, namedMax).map(({ invoked }) => invoked),
		details: { fromNanos: stall.from, toNanos: stall.to, healedAtNanos: healedAt, boundMs },
	};
}
