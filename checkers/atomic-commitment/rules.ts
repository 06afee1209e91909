import type { Anomaly, FaultEvent } from '../../harness/model/index.ts';
import type { ClientView, Evidence, LoggedTransaction, Reading } from './evidence.ts';

/** Who says that a transaction was committed or aborted, and where that can be read. */
interface Witness {
	readonly who: string;
	readonly decision: 'commit' | 'abort';
	readonly operation: number;
}

/** One anomaly of a kind for each transaction at most, and of each kind so many. */
const anomaliesMax = 20;

/** The five properties of atomic commitment (Bernstein, Hadzilacos and Goodman, section 7.3), as far as they are broken. */
export function brokenRules(evidence: Evidence, faults: readonly FaultEvent[], boundMs: number): readonly Anomaly[] {
	return [
		...disagreements(evidence),
		...reversals(evidence),
		...commitsWithoutYes(evidence),
		...abortsWithoutCause(evidence, faults),
		...undecided(evidence, faults, boundMs),
	];
}

/** AC1: "All processes that reach a decision reach the same one." Also what a client was told counts, and who crashed later. */
function disagreements({ readings, clients }: Evidence): readonly Anomaly[] {
	const first = new Map<string, { commit?: Witness; abort?: Witness }>();
	const add = (tx: string, witness: Witness): void => {
		const known = first.get(tx) ?? {};
		first.set(tx, known);
		known[witness.decision] ??= witness;
	};
	for (const { node, operation, transactions } of readings) {
		for (const { tx, decisions } of transactions) {
			for (const { decision } of decisions) add(tx, { who: node, decision, operation });
		}
	}
	for (const { tx, outcome, operation } of clients) add(tx, { who: 'the client', decision: outcome, operation });
	return several(first, (tx, { commit, abort }) => {
		if (commit === undefined || abort === undefined || commit.who === abort.who) return undefined;
		return {
			type: 'AC1-disagreement',
			message: `Transaction ${tx} was committed by ${commit.who} and aborted by ${abort.who}: all that decide must decide the same.`,
			operations: ordered(commit.operation, abort.operation),
			details: { tx, committedBy: commit.who, abortedBy: abort.who },
		};
	});
}

/** AC2: "A process cannot reverse its decision after it has reached one": not in one log, and not from one reading to the next. */
function reversals({ readings }: Evidence): readonly Anomaly[] {
	const before = new Map<string, { readonly decision: 'commit' | 'abort'; readonly operation: number }>();
	const anomalies = new Map<string, Anomaly>();
	for (const { node, operation, transactions } of readings) {
		for (const { tx, decisions } of transactions) {
			for (const { decision } of decisions) {
				const key = `${tx} at ${node}`;
				const known = before.get(key);
				if (known === undefined) before.set(key, { decision, operation });
				else if (known.decision !== decision && !anomalies.has(key)) {
					anomalies.set(key, {
						type: 'AC2-reversed',
						message: `${node} decided to ${known.decision} transaction ${tx}, and later to ${decision} it: a decision cannot be reversed.`,
						operations: ordered(known.operation, operation),
						details: { tx, node, first: known.decision, later: decision },
					});
				}
			}
		}
	}
	return [...anomalies.values()].slice(0, anomaliesMax);
}

/** AC3: "The Commit decision can only be reached if all processes voted Yes." A vote that was cast is in the log for ever. */
function commitsWithoutYes({ finalLogs }: Evidence): readonly Anomaly[] {
	const votes = new Map<string, Map<string, LoggedTransaction['vote']>>();
	const commits = new Map<string, { readonly reading: Reading; readonly participants: readonly string[] }>();
	for (const reading of finalLogs.values()) {
		for (const { tx, participants = [], vote, decisions } of reading.transactions) {
			if (vote !== undefined) votes.set(tx, (votes.get(tx) ?? new Map()).set(reading.node, vote));
			if (!decisions.some(({ decision }) => decision === 'commit')) continue;
			const known = commits.get(tx);
			if (known === undefined || known.participants.length === 0) commits.set(tx, { reading, participants });
		}
	}
	return several(commits, (tx, { reading, participants }) => {
		const missing = participants.find((node) => finalLogs.has(node) && votes.get(tx)?.get(node) !== 'yes');
		if (missing === undefined) return undefined;
		const vote = votes.get(tx)?.get(missing);
		return {
			type: 'AC3-commit-without-yes',
			message: `${reading.node} committed transaction ${tx}, for which ${missing} ${vote === 'no' ? 'has voted No' : 'has no vote in its log'}: a commit needs a Yes from everybody.`,
			operations: ordered(reading.operation, (finalLogs.get(missing) as Reading).operation),
			details: { tx, node: reading.node, missing, vote: vote ?? null },
		};
	});
}

/** Faults that end so long before a transaction begins have no part in it any more. */
const aftermathNanos = 2e9;

/** AC4: "If there are no failures and all processes voted Yes, then the decision will be to Commit." */
function abortsWithoutCause({ finalLogs, clients }: Evidence, faults: readonly FaultEvent[]): readonly Anomaly[] {
	const calm = calmTimes(faults);
	const aborted = new Map(clients.filter(({ outcome }) => outcome === 'abort').map((view) => [view.tx, view]));
	return several(aborted, (tx, view) => {
		if (!calm(view)) return undefined;
		const entries = [...finalLogs.values()].flatMap(({ node, transactions }) =>
			transactions.filter((transaction) => transaction.tx === tx).map((transaction) => ({ node, ...transaction })),
		);
		const participants = entries.find((entry) => entry.participants !== undefined)?.participants ?? [];
		const saidYes = (node: string) => entries.some((entry) => entry.node === node && entry.vote === 'yes');
		if (participants.length === 0 || !participants.every(saidYes)) return undefined;
		return {
			type: 'AC4-abort-without-cause',
			message: `Transaction ${tx} was aborted although everybody (${participants.join(', ')}) voted Yes and nothing was broken at the time.`,
			operations: [view.operation],
			details: { tx, participants },
		};
	});
}

function calmTimes(faults: readonly FaultEvent[]): (view: ClientView) => boolean {
	const spans = new Map<number, { from: number; to: number }>();
	for (const { id, type, time } of faults) {
		if (type === 'inject') spans.set(id, { from: time, to: Number.POSITIVE_INFINITY });
		else spans.set(id, { from: spans.get(id)?.from ?? 0, to: time + aftermathNanos });
	}
	const all = [...spans.values()];
	return ({ invokedAt, completedAt }) => all.every(({ from, to }) => completedAt < from || invokedAt > to);
}

/** AC5: once failures are repaired, "all processes will eventually reach a decision": within the bound, by the run's own clock. */
function undecided(
	{ readings, finalLogs }: Evidence,
	faults: readonly FaultEvent[],
	boundMs: number,
): readonly Anomaly[] {
	const healedAt = faults.reduce((latest, { time }) => Math.max(latest, time), 0);
	const anomalies: Anomaly[] = [];
	for (const final of finalLogs.values()) {
		for (const { tx, waitingFor, locks } of final.inDoubt) {
			const first = readings.find(
				({ node, inDoubt, completedAt }) =>
					node === final.node && completedAt >= healedAt && inDoubt.some((doubt) => doubt.tx === tx),
			);
			const waitedMs = first === undefined ? 0 : (final.invokedAt - Math.max(first.completedAt, healedAt)) / 1e6;
			if (first === undefined || waitedMs <= boundMs) continue;
			anomalies.push({
				type: 'AC5-undecided',
				message:
					`${final.node} has voted Yes for transaction ${tx} and knows no decision, ${(waitedMs / 1000).toFixed(1)} s and more after everything was healed. ` +
					`It waits for ${waitingFor.join(', ') || 'nobody'}, and keeps the locks of ${locks.join(', ') || 'nothing'}. The bound is ${boundMs / 1000} s.`,
				operations: ordered(first.operation, final.operation),
				details: { tx, node: final.node, waitedMs, waitingFor, locks },
			});
		}
	}
	return anomalies.slice(0, anomaliesMax);
}

function several<T>(
	byTransaction: ReadonlyMap<string, T>,
	judge: (tx: string, value: T) => Anomaly | undefined,
): readonly Anomaly[] {
	const anomalies: Anomaly[] = [];
	for (const [tx, value] of byTransaction) {
		const anomaly = anomalies.length < anomaliesMax ? judge(tx, value) : undefined;
		if (anomaly !== undefined) anomalies.push(anomaly);
	}
	return anomalies;
}

function ordered(a: number, b: number): readonly number[] {
	return a === b ? [a] : [Math.min(a, b), Math.max(a, b)];
}
