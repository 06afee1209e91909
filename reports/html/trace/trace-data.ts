/** What the page knows of a trace. Times are nanoseconds since the start of the run. Plain JSON. */
export interface TraceData {
	/** Nodes in order, then clients. Everything else refers to them by their place here. */
	readonly participants: readonly string[];
	/** In the order in which they were sent. */
	readonly messages: readonly MessageData[];
	/** What happened to nodes, in order. */
	readonly events: readonly NodeEventData[];
	/** The part of the run that is here. */
	readonly from: number;
	readonly to: number;
	/** Messages of the whole run. */
	readonly messagesInAll: number;
}

export interface MessageData {
	readonly sentAt: number;
	/** `null`: it was lost, or nobody knows. */
	readonly arrivedAt: number | null;
	readonly fate: 'arrived' | 'lost' | 'under-way';
	/** It arrived once more, after an earlier copy. */
	readonly again: boolean;
	readonly src: number;
	readonly dest: number;
	readonly type: string;
	/** The whole message, shortened. */
	readonly body: string;
}

export interface NodeEventData {
	readonly time: number;
	readonly node: number;
	readonly kind: 'start' | 'kill' | 'pause' | 'resume' | 'end' | 'state' | 'log';
	/** In a few words: `leader 3`. */
	readonly text: string;
}

/** A node over the whole run. */
export interface NodeData {
	readonly name: string;
	readonly spans: readonly NodeSpan[];
	/** How far it has come, by a figure that it tells of itself; absent where it tells none. */
	readonly progress?: {
		readonly field: string;
		readonly seconds: readonly number[];
		readonly values: readonly number[];
	};
	/** Lines of its log, the first ones. */
	readonly log: readonly (readonly [time: number, line: string])[];
	readonly logLines: number;
}

/** A time in which a node's part did not change. */
export interface NodeSpan {
	readonly from: number;
	/** `null`: until the end. */
	readonly to: number | null;
	readonly life: 'up' | 'down' | 'paused';
	/** `leader`, `participant`, …; empty where it tells none. */
	readonly role: string;
	/** Its term, ballot or epoch. */
	readonly reign: number | null;
	/** All that it told of itself when the span began. */
	readonly state: string;
}
