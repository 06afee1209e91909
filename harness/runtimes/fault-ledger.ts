import type { Fault, Link, NodeId } from '../model/index.ts';

/** What a link does to the messages that pass over it. */
export interface LinkCondition {
	readonly cut: boolean;
	readonly lossProbability: number;
	readonly duplicateProbability: number;
	readonly delayMinMs: number;
	readonly delayMaxMs: number;
}

export interface ClockCondition {
	readonly offsetMs: number;
	readonly rate: number;
}

/** One thing that a runtime has to do so that the cluster is as the active faults say. */
export type Change =
	| { readonly kind: 'kill' | 'start' | 'pause' | 'resume'; readonly node: NodeId }
	| { readonly kind: 'link'; readonly link: Link; readonly condition: LinkCondition }
	| { readonly kind: 'clock'; readonly node: NodeId; readonly condition: ClockCondition };

export const healthyLink: LinkCondition = {
	cut: false,
	lossProbability: 0,
	duplicateProbability: 0,
	delayMinMs: 0,
	delayMaxMs: 0,
};

export const trueClock: ClockCondition = { offsetMs: 0, rate: 1 };

interface NodeCondition {
	readonly down: boolean;
	readonly paused: boolean;
	readonly clock: ClockCondition;
}

/**
 * The faults that are active, and what follows from all of them together. Every runtime keeps one: it turns "inject this"
 * and "heal that" into the few changes that the cluster needs, so that overlapping faults mean the same everywhere.
 *
 * Of several cuts or crashes, each holds until it is healed itself; of several losses on a link the worst counts; delays
 * and clock offsets add up; drifts multiply. A node that is down is not paused: the pause takes hold when it restarts.
 */
export class FaultLedger {
	readonly #active = new Set<Fault>();

	/** Changes in the order in which they are to be made. */
	inject(fault: Fault): readonly Change[] {
		if (this.#active.has(fault)) throw new Error(`The fault is active already: ${JSON.stringify(fault)}`);
		return this.#changesAround(fault, () => this.#active.add(fault));
	}

	heal(fault: Fault): readonly Change[] {
		if (!this.#active.has(fault)) throw new Error(`The fault is not active: ${JSON.stringify(fault)}`);
		return this.#changesAround(fault, () => this.#active.delete(fault));
	}

	#changesAround(fault: Fault, alter: () => void): readonly Change[] {
		const nodes = 'nodes' in fault ? fault.nodes : [];
		const links = 'links' in fault ? fault.links : [];
		const nodesBefore = nodes.map((node) => this.#nodeCondition(node));
		const linksBefore = links.map((link) => this.#linkCondition(link));
		alter();
		return [
			...nodes.flatMap((node, i) => nodeChanges(node, nodesBefore[i] as NodeCondition, this.#nodeCondition(node))),
			...links.flatMap((link, i) => linkChanges(link, linksBefore[i] as LinkCondition, this.#linkCondition(link))),
		];
	}

	#nodeCondition(node: NodeId): NodeCondition {
		let down = false;
		let paused = false;
		let offsetMs = 0;
		let rate = 1;
		for (const fault of this.#active) {
			if (!('nodes' in fault) || !fault.nodes.includes(node)) continue;
			if (fault.kind === 'crash') down = true;
			else if (fault.kind === 'pause') paused = true;
			else if (fault.kind === 'clock-step') offsetMs += fault.offsetMs;
			else rate *= fault.rate;
		}
		return { down, paused: paused && !down, clock: { offsetMs, rate } };
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

function worsen(condition: LinkCondition, fault: Extract<Fault, { links: readonly Link[] }>): LinkCondition {
	switch (fault.kind) {
		case 'cut':
			return { ...condition, cut: true };
		case 'loss':
			return { ...condition, lossProbability: Math.max(condition.lossProbability, fault.probability) };
		case 'duplicate':
			return { ...condition, duplicateProbability: Math.max(condition.duplicateProbability, fault.probability) };
		case 'delay':
			return {
				...condition,
				delayMinMs: condition.delayMinMs + fault.minMs,
				delayMaxMs: condition.delayMaxMs + fault.maxMs,
			};
	}
}

function nodeChanges(node: NodeId, before: NodeCondition, after: NodeCondition): Change[] {
	const changes: Change[] = [];
	if (before.paused && !after.paused) changes.push({ kind: 'resume', node });
	if (!before.down && after.down) changes.push({ kind: 'kill', node });
	if (before.clock.offsetMs !== after.clock.offsetMs || before.clock.rate !== after.clock.rate) {
		changes.push({ kind: 'clock', node, condition: after.clock });
	}
	if (before.down && !after.down) changes.push({ kind: 'start', node });
	if (!before.paused && after.paused) changes.push({ kind: 'pause', node });
	return changes;
}

function linkChanges(link: Link, before: LinkCondition, after: LinkCondition): Change[] {
	const same = Object.keys(before).every(
		(field) => before[field as keyof LinkCondition] === after[field as keyof LinkCondition],
	);
	return same ? [] : [{ kind: 'link', link, condition: after }];
}
