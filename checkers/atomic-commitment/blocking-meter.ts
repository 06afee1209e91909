import type { FaultEvent, JsonValue } from '../../harness/model/index.ts';
import type { Evidence, InDoubt } from './evidence.ts';

/** Below this, waiting for a decision is the ordinary course of things. */
const ordinaryMs = 500;
/** So many are described one by one. */
const describedMax = 20;

interface Blocked {
	readonly node: string;
	readonly tx: string;
	readonly from: number;
	to: number;
	last: InDoubt;
	/** When it was first seen to be in doubt no more. */
	decidedBy: number | undefined;
}

/**
 * How long participants that had voted Yes waited for the decision, for whom, and which locks they held: what two-phase
 * commit is known for, and no anomaly as long as the decision comes after the repair. Measured from one reading of a
 * node's log to the next, by the controller's clock: it is at least so long.
 */
export function blockingMeter(
	{ readings }: Evidence,
	faults: readonly FaultEvent[],
): { readonly [field: string]: JsonValue } {
	const all: Blocked[] = [];
	const open = new Map<string, Blocked>();
	for (const { node, inDoubt, invokedAt, completedAt } of readings) {
		for (const doubt of inDoubt) {
			const key = `${doubt.tx} at ${node}`;
			const known = open.get(key);
			if (known === undefined) {
				const blocked = { node, tx: doubt.tx, from: completedAt, to: completedAt, last: doubt, decidedBy: undefined };
				open.set(key, blocked);
				all.push(blocked);
			} else {
				known.to = invokedAt;
				known.last = doubt;
			}
		}
		for (const [key, blocked] of open) {
			if (blocked.node !== node || inDoubt.some(({ tx }) => tx === blocked.tx)) continue;
			blocked.decidedBy = completedAt;
			open.delete(key);
		}
	}
	const blocked = all.filter((one) => millis(one) > ordinaryMs).sort((a, b) => millis(b) - millis(a));
	return {
		blocked: blocked.length,
		longestMs: blocked.reduce((longest, one) => Math.max(longest, millis(one)), 0),
		totalMs: blocked.reduce((sum, one) => sum + millis(one), 0),
		lockSeconds: Math.round(blocked.reduce((sum, one) => sum + millis(one) * one.last.locks.length, 0)) / 1000,
		decidedWhileCoordinatorDown: blocked.filter((one) => decidedWithoutCoordinator(one, faults)).length,
		longest: blocked.slice(0, describedMax).map(describe),
	};
}

function millis({ from, to }: Blocked): number {
	return Math.round((to - from) / 1e6);
}

/** The coordinator crashed before it was first seen in doubt, and was down still when it was decided: evidence of not blocking. */
function decidedWithoutCoordinator({ from, decidedBy, last }: Blocked, faults: readonly FaultEvent[]): boolean {
	const [coordinator] = last.waitingFor;
	if (decidedBy === undefined || coordinator === undefined) return false;
	return faults.some(
		({ type, id, time, fault }) =>
			type === 'inject' &&
			fault.kind === 'crash' &&
			fault.nodes.includes(coordinator) &&
			time < from &&
			faults.some((heal) => heal.type === 'heal' && heal.id === id && heal.time > decidedBy),
	);
}

function describe(blocked: Blocked): JsonValue {
	const { node, tx, from, decidedBy, last } = blocked;
	return {
		node,
		tx,
		fromSeconds: Math.round(from / 1e6) / 1000,
		millis: millis(blocked),
		waitingFor: last.waitingFor,
		locks: last.locks,
		decided: decidedBy !== undefined,
	};
}
