import type { NodeChoice, NodeId } from '../../model/index.ts';

/** When a statement of a script takes effect. Times are milliseconds since the start of the run. */
export type Timing =
	| { readonly kind: 'at'; readonly ms: number }
	/** Again and again, for the first time after one period. */
	| { readonly kind: 'every'; readonly ms: number }
	/** Whenever this happens, or the first time that it does; not while whom it would hit is still hit by it. */
	| { readonly kind: 'when'; readonly once: boolean; readonly event: EventPattern };

/** A point of the protocol. What is not given may be anything. */
export type EventPattern =
	/** A node's role, as `inspect` says, becomes this. */
	| { readonly kind: 'becomes'; readonly node: NodeId | undefined; readonly role: string }
	/** A field of what `inspect` says changes. */
	| { readonly kind: 'changes'; readonly node: NodeId | undefined; readonly field: string }
	/** A message of this type is sent, or arrives. */
	| {
			readonly kind: 'sent' | 'arrives';
			readonly type: string;
			readonly from: NodeId | undefined;
			readonly to: NodeId | undefined;
	  };

/** Whom an action hits: nodes, or who took part in the event. */
export type Target = NodeChoice | 'it' | 'sender' | 'receiver';

export type Action =
	/** Heals what the script has broken: all of it, or what this word broke. */
	| { readonly kind: 'heal'; readonly what: string | undefined }
	/** Cuts one direction, or both. */
	| {
			readonly kind: 'cut';
			readonly from: Target;
			readonly to: Target;
			readonly both: boolean;
			readonly forMs: number | undefined;
	  }
	/** Whatever this nemesis does, to these nodes when they are given. */
	| {
			readonly kind: 'nemesis';
			readonly name: string;
			readonly target: Target | undefined;
			readonly forMs: number | undefined;
	  };

export interface Statement {
	readonly timing: Timing;
	readonly action: Action;
	/** As it was written. */
	readonly text: string;
	/** `line 2, column 5` */
	readonly position: string;
}

/** What breaks when, as somebody has written it down. */
export type Script = readonly Statement[];
