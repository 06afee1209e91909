import type { ClockCondition, LinkCondition } from '../../conditions.ts';

/**
 * What the controller asks of an agent, the program that runs in the containers beside the nodes. A line of JSON each on the
 * agent's stdin, with an id that the answer repeats; several may be under way at once.
 */
export type AgentRequest =
	/** Runs a program, and answers what it wrote. */
	| { readonly kind: 'run'; readonly command: readonly string[]; readonly input?: string }
	/** How the proxy carries what each of these peers sends from now on, by address; what the others send passes at once. */
	| { readonly kind: 'links'; readonly peers: readonly (readonly [address: string, condition: LinkCondition])[] }
	/** Makes the wall clock wrong of what runs in a container beside its first process. Answers how many programs these are. */
	| { readonly kind: 'clock'; readonly init: number; readonly condition: ClockCondition }
	/** Whether clocks can be made wrong here at all. */
	| { readonly kind: 'test-clock' }
	| { readonly kind: 'read' | 'remove' | 'make-folder'; readonly path: string }
	| { readonly kind: 'write'; readonly path: string; readonly text: string }
	/** Whether a file can be written there and synced. */
	| { readonly kind: 'probe'; readonly directory: string }
	/** Keeps a file open for as long as the agent lives. */
	| { readonly kind: 'hold'; readonly path: string }
	/** Takes all the space that is left on a file system: that of this device, which has to be mounted there. */
	| { readonly kind: 'fill'; readonly directory: string; readonly device: string; readonly file: string }
	/** Lets a file system, the same way given, refuse everything until it is mounted anew. */
	| { readonly kind: 'shut-down'; readonly directory: string; readonly device: string };

export type AgentReply =
	| { readonly id: number; readonly output: string }
	/** It could not be done, for this reason. */
	| { readonly id: number; readonly error: string };
