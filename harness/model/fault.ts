import type { Distribution } from './distribution.ts';
import type { NodeId } from './message.ts';

/** One direction of the network between two nodes. */
export interface Link {
	readonly from: NodeId;
	readonly to: NodeId;
}

/** What goes wrong on the network. */
export type LinkFault =
	/** Nothing passes over these links. */
	| { readonly kind: 'cut'; readonly links: readonly Link[] }
	/** Each message is lost with this probability, 0 to 1. */
	| { readonly kind: 'loss'; readonly links: readonly Link[]; readonly probability: number }
	/** Each message arrives twice with this probability, 0 to 1. */
	| { readonly kind: 'duplicate'; readonly links: readonly Link[]; readonly probability: number }
	/** Each message takes so much longer, drawn for itself, so that messages overtake each other. */
	| { readonly kind: 'delay'; readonly links: readonly Link[]; readonly delay: Distribution }
	/** Each message is held back for `holdMs` with this probability, 0 to 1: those sent meanwhile overtake it. */
	| {
			readonly kind: 'reorder';
			readonly links: readonly Link[];
			readonly probability: number;
			readonly holdMs: number;
	  }
	/**
	 * Each link carries so many bytes a second, of messages one after the other; those that come faster wait in a queue. One
	 * that would wait for more than a second is lost, as at the end of a router's queue.
	 */
	| { readonly kind: 'bandwidth'; readonly links: readonly Link[]; readonly bytesPerSecond: number };

/** What goes wrong with a process. */
export type ProcessFault =
	/**
	 * SIGKILL. Healing restarts the node. Of what it had not synced, everything is lost (`lost`), or a prefix of each file's
	 * writes survives, which may end within an append (`torn`); without `unsynced` the runtime may do either.
	 */
	| { readonly kind: 'crash'; readonly nodes: readonly NodeId[]; readonly unsynced?: 'lost' | 'torn' }
	/** SIGSTOP. Healing resumes it, with everything that arrived meanwhile. */
	| { readonly kind: 'pause'; readonly nodes: readonly NodeId[] };

/** What goes wrong with a clock. */
export type ClockFault =
	/** The wall clock jumps by this much, in either direction, and is off until healed. */
	| { readonly kind: 'clock-step'; readonly nodes: readonly NodeId[]; readonly offsetMs: number }
	/** Every wall clock is off by an amount of its own: `offsetsMs[i]` is that of `nodes[i]`. */
	| { readonly kind: 'clock-skew'; readonly nodes: readonly NodeId[]; readonly offsetsMs: readonly number[] }
	/** The clock, and with it every timer, runs at `rate` times true speed: 1.05 gains three seconds a minute. */
	| { readonly kind: 'clock-drift'; readonly nodes: readonly NodeId[]; readonly rate: number };

/**
 * What goes wrong with a disk. **A disk that refuses ends the node**, as it ends PostgreSQL, etcd or TiKV: nobody knows then
 * what is durable. A node that its disk has ended stays down until the fault is healed.
 */
export type DiskFault =
	/** Each sync takes so much longer. */
	| { readonly kind: 'disk-slow'; readonly nodes: readonly NodeId[]; readonly delay: Distribution }
	/**
	 * No write fits any more (ENOSPC): the next sync of a write ends the node. On a real disk, the next that needs a new block: a few
	 * records may still fit into the last one of their file.
	 */
	| { readonly kind: 'disk-full'; readonly nodes: readonly NodeId[] }
	/** Each sync fails with this probability, 0 to 1 (EIO), and ends the node. */
	| { readonly kind: 'disk-write-error'; readonly nodes: readonly NodeId[]; readonly probability: number }
	/** The nodes restart, and cannot read what they have stored (EIO): the first read of a file ends them. */
	| { readonly kind: 'disk-read-error'; readonly nodes: readonly NodeId[] }
	/**
	 * The nodes restart over a disk with so many flipped bits in what they had synced. The checksum of a record shows it, and
	 * ends the node; healing repairs the disk. A file's last record is spared: there a flip cannot be told from a torn write.
	 */
	| { readonly kind: 'disk-bit-flip'; readonly nodes: readonly NodeId[]; readonly bits: number }
	/** The nodes restart, and the last records of each of their files are gone for good, synced or not. Nothing shows it. */
	| { readonly kind: 'disk-truncate'; readonly nodes: readonly NodeId[]; readonly records: number }
	/** The nodes restart over an empty disk, as on a new machine under the old name. */
	| { readonly kind: 'disk-wipe'; readonly nodes: readonly NodeId[] }
	/**
	 * Syncs say that they are done, and are not. A crash meanwhile loses everything since the injection; healing is a power
	 * failure, which loses it as well, and restarts the nodes over a disk that is honest again.
	 */
	| { readonly kind: 'disk-lost-sync'; readonly nodes: readonly NodeId[] };

/** What a runtime breaks by itself. The faults below are made of these, or are none of the cluster's business. */
export type ClusterFault = LinkFault | ProcessFault | ClockFault | DiskFault;

/** A fault that strikes again and again until it is healed. */
export type RepeatedFault =
	/**
	 * The nodes crash, restart after `downMs`, and are killed again after a time drawn from `up`, which may be while they are
	 * still recovering. Healing restarts them for good.
	 */
	| {
			readonly kind: 'crash-loop';
			readonly nodes: readonly NodeId[];
			readonly downMs: number;
			readonly up: Distribution;
	  }
	/** The wall clocks jump forth and back every `periodMs`. */
	| {
			readonly kind: 'clock-strobe';
			readonly nodes: readonly NodeId[];
			readonly offsetMs: number;
			readonly periodMs: number;
	  };

/** A change of who belongs to the cluster, by the means of the system under test (`System.membership`). */
export type MembershipFault =
	/** The nodes leave the cluster and are stopped. Healing starts them, and has them added again. */
	| { readonly kind: 'member-remove'; readonly nodes: readonly NodeId[] }
	/** The nodes leave the cluster, lose their disks, and are added again as newcomers. Healing has nothing left to do. */
	| { readonly kind: 'member-replace'; readonly nodes: readonly NodeId[] };

/** What clients do. */
export type LoadFault =
	/** Operations come `factor` times as fast. */
	| { readonly kind: 'burst'; readonly factor: number }
	/** This share of the clients, 0 to 1, hears every answer so much later. */
	| { readonly kind: 'client-slow'; readonly share: number; readonly delay: Distribution }
	/** This share of the clients, 0 to 1, dies, those in mid-operation first: its operation ends in `info`. */
	| { readonly kind: 'client-crash'; readonly share: number };

/**
 * Something broken, for as long as it is not healed. Faults compose: each is injected and healed for itself, and a node
 * that two faults hold down comes up when both are healed.
 */
export type Fault = ClusterFault | RepeatedFault | MembershipFault | LoadFault;

/** The kinds of faults: what a nemesis declares, and what a runtime supports or does not. */
export type FaultKind = Fault['kind'];
export type ClusterFaultKind = ClusterFault['kind'];

/** What a fault breaks. */
export type FaultFamily = 'network' | 'process' | 'clock' | 'disk' | 'membership' | 'load';

/** Every kind there is; the compiler sees to it that none is missing. */
const families = {
	cut: 'network',
	loss: 'network',
	duplicate: 'network',
	delay: 'network',
	reorder: 'network',
	bandwidth: 'network',
	crash: 'process',
	'crash-loop': 'process',
	pause: 'process',
	'clock-step': 'clock',
	'clock-skew': 'clock',
	'clock-drift': 'clock',
	'clock-strobe': 'clock',
	'disk-slow': 'disk',
	'disk-full': 'disk',
	'disk-write-error': 'disk',
	'disk-read-error': 'disk',
	'disk-bit-flip': 'disk',
	'disk-truncate': 'disk',
	'disk-wipe': 'disk',
	'disk-lost-sync': 'disk',
	'member-remove': 'membership',
	'member-replace': 'membership',
	burst: 'load',
	'client-slow': 'load',
	'client-crash': 'load',
} as const satisfies Record<FaultKind, FaultFamily>;

export const faultKinds: readonly FaultKind[] = Object.keys(families) as FaultKind[];

export function familyOf(kind: FaultKind): FaultFamily {
	return families[kind];
}

/** Whether a fault of this kind is the runtime's to inject; the others are made of such faults, or of nothing in the cluster. */
export function isClusterFault(fault: Fault): fault is ClusterFault {
	return !(fault.kind in partsOfComposite);
}

/** What the faults are made of that a runtime does not inject as such. */
const partsOfComposite = {
	'crash-loop': ['crash'],
	'clock-strobe': ['clock-step'],
	'member-remove': ['crash'],
	'member-replace': ['disk-wipe'],
	burst: [],
	'client-slow': [],
	'client-crash': [],
} as const satisfies Record<Exclude<FaultKind, ClusterFaultKind>, readonly ClusterFaultKind[]>;

/** What a runtime has to be able to inject so that faults of this kind can be: often just itself. */
export function needsOf(kind: FaultKind): readonly ClusterFaultKind[] {
	return kind in partsOfComposite
		? partsOfComposite[kind as keyof typeof partsOfComposite]
		: [kind as ClusterFaultKind];
}

/**
 * Faults that break what a disk promises: what was synced is gone, and nothing shows it. A node that is replaced under its
 * name is one of them: it has forgotten whom it voted for, and whoever has not heard of the change still counts on it. That is
 * why real systems give a newcomer a name of its own. No protocol is built for these unless it says so; a swarm draws them
 * only for a system that names them in `tolerates`.
 */
export const brokenPromises: readonly FaultKind[] = ['disk-truncate', 'disk-wipe', 'disk-lost-sync', 'member-replace'];

/** One line of `faults.jsonl`. `time` is when it had taken effect, in nanoseconds since the start of the run. */
export interface FaultEvent {
	readonly time: number;
	readonly type: 'inject' | 'heal';
	/** Joins a `heal` to its `inject`. */
	readonly id: number;
	/** The nemesis that chose it, by name. */
	readonly nemesis: string;
	readonly fault: Fault;
}
