import type { ClusterFault, Link, LinkFault, NodeId } from '../model/index.ts';
import {
	type Change,
	type ClockCondition,
	type DiskCondition,
	type DiskDamage,
	healthyDisk,
	healthyLink,
	type LinkCondition,
	trueClock,
} from './conditions.ts';

type NodeFault = Exclude<ClusterFault, LinkFault>;

interface NodeCondition {
	readonly down: boolean;
	readonly paused: boolean;
	readonly clock: ClockCondition;
	readonly disk: DiskCondition;
}

const healthyNode: NodeCondition = {
	down: false,
	paused: false,
	clock: trueClock,
	disk: healthyDisk,
};

/**
 * The faults that are active, and what follows from all of them together. Every runtime keeps one: it turns "inject this"
 * and "heal that" into the few changes that the cluster needs, so that overlapping faults mean the same everywhere.
 *
 * Of several cuts or crashes, each holds until it is healed itself; of several losses on a link the worst counts; delays
 * and clock offsets add up; drifts multiply. A node that is down is not paused: the pause takes hold when it restarts.
 */
export class FaultLedger {
	readonly #active = new Set<ClusterFault>();

	/** Changes in the order in which they are to be made. */
	inject(fault: ClusterFault): readonly Change[] {
		if (this.#active.has(fault)) throw new Error(`The fault is active already: ${JSON.stringify(fault)}`);
		return this.#changesAround(fault, 'inject', () => this.#active.add(fault));
	}

	heal(fault: ClusterFault): readonly Change[] {
		if (!this.#active.has(fault)) throw new Error(`The fault is not active: ${JSON.stringify(fault)}`);
		return this.#changesAround(fault, 'heal', () => this.#active.delete(fault));
	}

	#changesAround(fault: ClusterFault, turn: Turn, alter: () => void): readonly Change[] {
		if ('links' in fault) {
			const before = fault.links.map((link) => this.#linkCondition(link));
			alter();
			return fault.links.flatMap((link, i) => linkChanges(link, before[i] as LinkCondition, this.#linkCondition(link)));
		}
		const before = fault.nodes.map((node) => this.#nodeCondition(node));
		alter();
		return fault.nodes.flatMap((node, i) =>
			nodeChanges(node, fault, turn, before[i] as NodeCondition, this.#nodeCondition(node)),
		);
	}

	#nodeCondition(node: NodeId): NodeCondition {
		let condition = healthyNode;
		for (const fault of this.#active) {
			if ('nodes' in fault && fault.nodes.includes(node)) condition = weaken(condition, fault, node);
		}
		return { ...condition, paused: condition.paused && !condition.down };
	}

	#linkCondition(link: Link): LinkCondition {
		let condition = healthyLink;
		for (const fault of this.#active) {
			if (!('links' in fault) || !fault.links.some((other) => other.from === link.from && other.to === link.to))
				continue;
			condition = worsen(condition, fault);
		}
		return condition;
	}
}

type Turn = 'inject' | 'heal';

function worsen(condition: LinkCondition, fault: LinkFault): LinkCondition {
	switch (fault.kind) {
		case 'cut':
			return { ...condition, cut: true };
		case 'loss':
			return { ...condition, lossProbability: Math.max(condition.lossProbability, fault.probability) };
		case 'duplicate':
			return { ...condition, duplicateProbability: Math.max(condition.duplicateProbability, fault.probability) };
		case 'delay':
			return { ...condition, delays: [...condition.delays, fault.delay] };
		case 'reorder':
			return {
				...condition,
				reorderProbability: Math.max(condition.reorderProbability, fault.probability),
				reorderHoldMs: Math.max(condition.reorderHoldMs, fault.holdMs),
			};
		case 'bandwidth':
			return { ...condition, bytesPerSecond: Math.min(condition.bytesPerSecond ?? Infinity, fault.bytesPerSecond) };
	}
}

function weaken(condition: NodeCondition, fault: NodeFault, node: NodeId): NodeCondition {
	const { clock, disk } = condition;
	switch (fault.kind) {
		case 'crash':
			return { ...condition, down: true };
		case 'pause':
			return { ...condition, paused: true };
		case 'clock-step':
			return { ...condition, clock: { ...clock, offsetMs: clock.offsetMs + fault.offsetMs } };
		case 'clock-skew': {
			const offsetMs = fault.offsetsMs[fault.nodes.indexOf(node)] ?? 0;
			return { ...condition, clock: { ...clock, offsetMs: clock.offsetMs + offsetMs } };
		}
		case 'clock-drift':
			return { ...condition, clock: { ...clock, rate: clock.rate * fault.rate } };
		case 'disk-slow':
			return { ...condition, disk: { ...disk, syncDelays: [...disk.syncDelays, fault.delay] } };
		case 'disk-full':
			return { ...condition, disk: { ...disk, full: true } };
		case 'disk-write-error': {
			const writeErrorProbability = Math.max(disk.writeErrorProbability, fault.probability);
			return { ...condition, disk: { ...disk, writeErrorProbability } };
		}
		case 'disk-read-error':
			return { ...condition, disk: { ...disk, unreadable: true } };
		case 'disk-lost-sync':
			return { ...condition, disk: { ...disk, losesSyncs: true } };
		case 'disk-bit-flip':
		case 'disk-truncate':
		case 'disk-wipe':
			return condition;
	}
}

/** First what ends a life of the node, then what happens to its clock and disk, then what begins the next one. */
function nodeChanges(
	node: NodeId,
	fault: NodeFault,
	turn: Turn,
	before: NodeCondition,
	after: NodeCondition,
): Change[] {
	const restarts = !before.down && !after.down && restartsNodes(fault, turn);
	const isKilled = restarts || (!before.down && after.down);
	const isStarted = restarts || (before.down && !after.down);
	const changes: Change[] = [];
	if (before.paused && !after.paused) changes.push({ kind: 'resume', node });
	if (isKilled) changes.push(kill(node, fault));
	if (!isSame(before.clock, after.clock)) changes.push({ kind: 'clock', node, condition: after.clock });
	if (!isSame(before.disk, after.disk)) changes.push({ kind: 'disk', node, condition: after.disk });
	const damage = turn === 'inject' ? damageOf(fault) : undefined;
	if (damage !== undefined) changes.push({ kind: 'damage', node, damage });
	if (turn === 'heal' && fault.kind === 'disk-bit-flip') changes.push({ kind: 'repair', node });
	if (isStarted) changes.push({ kind: 'start', node });
	if ((isStarted || !before.paused) && after.paused) changes.push({ kind: 'pause', node });
	if (turn === 'heal' && endsNodes(fault) && !after.down) {
		changes.push({ kind: 'revive', node, paused: after.paused });
	}
	return changes;
}

/** What was stored shows when it is read, and a lost sync when the power fails. */
function restartsNodes({ kind }: NodeFault, turn: Turn): boolean {
	if (turn === 'heal') return kind === 'disk-lost-sync';
	return kind === 'disk-read-error' || kind === 'disk-bit-flip' || kind === 'disk-truncate' || kind === 'disk-wipe';
}

function endsNodes({ kind }: NodeFault): boolean {
	return kind === 'disk-full' || kind === 'disk-write-error' || kind === 'disk-read-error' || kind === 'disk-bit-flip';
}

function kill(node: NodeId, fault: NodeFault): Change {
	const unsynced = fault.kind === 'crash' ? fault.unsynced : fault.kind === 'disk-lost-sync' ? 'lost' : undefined;
	return unsynced === undefined ? { kind: 'kill', node } : { kind: 'kill', node, unsynced };
}

function damageOf(fault: NodeFault): DiskDamage | undefined {
	switch (fault.kind) {
		case 'disk-bit-flip':
			return { kind: 'bit-flip', bits: fault.bits };
		case 'disk-truncate':
			return { kind: 'truncate', records: fault.records };
		case 'disk-wipe':
			return { kind: 'wipe' };
		default:
			return undefined;
	}
}

function linkChanges(link: Link, before: LinkCondition, after: LinkCondition): Change[] {
	return isSame(before, after) ? [] : [{ kind: 'link', link, condition: after }];
}

/** Conditions are flat, but for lists of what adds up. */
function isSame<T extends object>(before: T, after: T): boolean {
	return Object.keys(before).every((field) => {
		const a = before[field as keyof T];
		const b = after[field as keyof T];
		return a === b || (Array.isArray(a) && Array.isArray(b) && hasSameItems(a, b));
	});
}

function hasSameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
	return a.length === b.length && a.every((item, i) => item === b[i]);
}
