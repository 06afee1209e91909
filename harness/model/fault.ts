import type { NodeId } from './message.ts';

/** One direction of the network between two nodes. */
export interface Link {
	readonly from: NodeId;
	readonly to: NodeId;
}

/**
 * Something broken, for as long as it is not healed. Faults compose: each is injected and healed for itself, and a node
 * that two faults hold down comes up when both are healed.
 */
export type Fault =
	/** Nothing passes over these links. */
	| { readonly kind: 'cut'; readonly links: readonly Link[] }
	/** SIGKILL. What a node had not synced may be lost. Healing restarts it. */
	| { readonly kind: 'crash'; readonly nodes: readonly NodeId[] }
	/** SIGSTOP. Healing resumes it, with everything that arrived meanwhile. */
	| { readonly kind: 'pause'; readonly nodes: readonly NodeId[] }
	/** Each message is lost with this probability, 0 to 1. */
	| { readonly kind: 'loss'; readonly links: readonly Link[]; readonly probability: number }
	/** Each message arrives twice with this probability, 0 to 1. */
	| { readonly kind: 'duplicate'; readonly links: readonly Link[]; readonly probability: number }
	/** Each message takes between `minMs` and `maxMs` longer, drawn for itself, so that messages overtake each other. */
	| { readonly kind: 'delay'; readonly links: readonly Link[]; readonly minMs: number; readonly maxMs: number }
	/** The wall clock is off by this much, in either direction, until healed. */
	| { readonly kind: 'clock-step'; readonly nodes: readonly NodeId[]; readonly offsetMs: number }
	/** The clock, and with it every timer, runs at `rate` times true speed: 1.05 gains three seconds a minute. */
	| { readonly kind: 'clock-drift'; readonly nodes: readonly NodeId[]; readonly rate: number };

/** The kinds of faults: what a nemesis declares, and what a runtime supports or does not. */
export type FaultKind = Fault['kind'];

/** Every kind there is; the compiler sees to it that none is missing. */
export const faultKinds: readonly FaultKind[] = Object.keys({
	cut: true,
	crash: true,
	pause: true,
	loss: true,
	duplicate: true,
	delay: true,
	'clock-step': true,
	'clock-drift': true,
} satisfies Record<FaultKind, true>) as FaultKind[];

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
