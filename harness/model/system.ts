import type { CreateClient } from './client.ts';
import type { FaultKind } from './fault.ts';
import type { Generator } from './generator.ts';
import type { Invariant } from './invariant.ts';
import type { NodeId } from './message.ts';
import type { CreateNode, Inspection } from './node.ts';
import type { Invocation } from './operation.ts';
import type { TestOptions } from './run.ts';
import type { CheckerChoice } from './verdict.ts';

/** A system under test: a folder in `systems/`, and all that the harness knows about it. */
export interface System {
	readonly name: string;
	/** One sentence. */
	readonly description: string;
	readonly nodeCount: number;
	/**
	 * The module that exports it, as `import.meta.url`: processes and containers load it from there. The simulation needs
	 * none, and neither do built-in systems.
	 */
	readonly module?: string;
	readonly createNode: CreateNode;
	readonly createClient: CreateClient;
	readonly workloads: readonly Workload[];
	readonly defaultWorkload: string;
	/** The default mix of nemeses, by name. */
	readonly nemeses: readonly string[];
	readonly mutants: readonly Mutant[];
	/** White-box properties, watched in the simulation after every event. */
	readonly invariants?: readonly Invariant[];
	/**
	 * What a change of a node's state means, for the story of a failure: `n2 becomes leader of term 3`; nothing when it is
	 * not worth telling. Without it only leaders that come and go are told of. After a start `before` is empty.
	 */
	describeChange?(node: NodeId, before: Inspection, after: Inspection): string | undefined;
	/** Where this system wants another default than others: a MapReduce job takes longer than a read of a register. */
	readonly defaults?: TestDefaults;
	/** False where no node ever leads: a swarm leaves out the nemeses that aim at a leader. */
	readonly hasLeader?: boolean;
	/**
	 * The kinds of faults that it is built for; all unless given. A swarm draws no others. One who asks for another kind
	 * gets it, and may learn why the system is not built for it.
	 */
	readonly tolerates?: readonly FaultKind[];
	/** How its members change; without it, nemeses that change them are refused. */
	readonly membership?: MembershipOperations;
	/** Sizes of the cluster that a swarm draws from; three and `nodeCount` unless given. */
	readonly swarmNodeCounts?: readonly number[];
}

/**
 * How nodes leave and join, as operations of the system's clients. Each may be asked for again and again: what is done
 * already changes nothing, and is answered with success.
 */
export interface MembershipOperations {
	remove(node: NodeId): Invocation;
	add(node: NodeId): Invocation;
}

/** The options of a test that a system may have its own defaults for. */
export type TestDefaults = Partial<
	Pick<TestOptions, 'concurrency' | 'timeMs' | 'recoveryMs' | 'rate' | 'operationTimeoutMs'>
>;

/** What clients do and what is checked afterwards. */
export interface Workload {
	readonly name: string;
	readonly description: string;
	/** The clients' operations, endless: the run sets the pace and ends it. */
	operations(options: WorkloadOptions): Generator;
	/** After everything is healed and settled: the last reads, finite. */
	finalOperations?(options: WorkloadOptions): Generator;
	readonly checkers: readonly CheckerChoice[];
}

/** What a workload may know of the run that it is for. */
export interface WorkloadOptions {
	readonly nodeCount: number;
	readonly concurrency: number;
	/** Operations a second, over all clients. */
	readonly rate: number;
}

/** A known bug built into a correct system, to test the harness itself. */
export interface Mutant {
	readonly name: string;
	/** What it does wrong and which property that breaks. */
	readonly description: string;
	/** Where real systems had this bug. */
	readonly seenIn: string;
	/** What kind of property it breaks; safety unless given. */
	readonly breaks?: 'safety' | 'liveness' | 'cost';
	/** The workload that shows it, when it is not the default one. */
	readonly workload?: string;
	readonly createNode: CreateNode;
}
