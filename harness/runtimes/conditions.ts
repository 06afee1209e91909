import type { Distribution, Link, NodeId } from '../model/index.ts';

/** What a link does to the messages that pass over it. */
export interface LinkCondition {
	readonly cut: boolean;
	readonly lossProbability: number;
	readonly duplicateProbability: number;
	/** What is added to the time that each message takes: a draw of each of these. */
	readonly delays: readonly Distribution[];
	/** A message that is held back is so for `reorderHoldMs`. */
	readonly reorderProbability: number;
	readonly reorderHoldMs: number;
	/** Null for no limit. */
	readonly bytesPerSecond: number | null;
}

/** A message that would wait for longer in the queue of a slow link is lost. */
export const bandwidthQueueMs = 1_000;

export interface ClockCondition {
	readonly offsetMs: number;
	readonly rate: number;
}

/** How a disk behaves. Whatever it refuses ends the node: `disk-full` and the like in `model/fault.ts`. */
export interface DiskCondition {
	/** What is added to the time that each sync takes: a draw of each of these. */
	readonly syncDelays: readonly Distribution[];
	readonly full: boolean;
	readonly writeErrorProbability: number;
	readonly unreadable: boolean;
	/** Syncs call back, and nothing is durable. */
	readonly losesSyncs: boolean;
}

/** What happens once to what a disk holds, while its node is down. */
export type DiskDamage =
	| { readonly kind: 'bit-flip'; readonly bits: number }
	| { readonly kind: 'truncate'; readonly records: number }
	| { readonly kind: 'wipe' };

/** What a crash does to what was not synced: all of it is lost, or a prefix survives. */
export type Unsynced = 'lost' | 'torn';

/** One thing that a runtime has to do so that the cluster is as the active faults say. */
export type Change =
	| { readonly kind: 'kill'; readonly node: NodeId; readonly unsynced?: Unsynced }
	| { readonly kind: 'start' | 'pause' | 'resume'; readonly node: NodeId }
	| { readonly kind: 'link'; readonly link: Link; readonly condition: LinkCondition }
	| { readonly kind: 'clock'; readonly node: NodeId; readonly condition: ClockCondition }
	| { readonly kind: 'disk'; readonly node: NodeId; readonly condition: DiskCondition }
	/** The node is down. */
	| { readonly kind: 'damage'; readonly node: NodeId; readonly damage: DiskDamage }
	/** Undoes flipped bits. The node is down, or there was nothing to flip. */
	| { readonly kind: 'repair'; readonly node: NodeId }
	/** Starts the node if its disk has ended it, into a pause if there is one; otherwise nothing. */
	| { readonly kind: 'revive'; readonly node: NodeId; readonly paused: boolean };

export const healthyLink: LinkCondition = {
	cut: false,
	lossProbability: 0,
	duplicateProbability: 0,
	delays: [],
	reorderProbability: 0,
	reorderHoldMs: 0,
	bytesPerSecond: null,
};

export const trueClock: ClockCondition = { offsetMs: 0, rate: 1 };

export const healthyDisk: DiskCondition = {
	syncDelays: [],
	full: false,
	writeErrorProbability: 0,
	unreadable: false,
	losesSyncs: false,
};
