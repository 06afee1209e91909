import type { ErrorBody, JsonValue, MessageBody, NodeId } from '../../harness/model/index.ts';
import type { JobSpecification } from './jobs.ts';

/** A record of an output file. */
export type Pair = readonly [key: string, value: JsonValue];
/** A key of intermediate data with the values that one map task has for it. */
export type Group = readonly [key: string, values: readonly JsonValue[]];

/** Never given twice: an attempt at a task is told from all others by it. */
export type AttemptId = string;

/** A life of a worker: what it had on its disk in an earlier one is gone. */
export type Incarnation = number;

/** Where the output of a map task can be fetched. */
export interface Location {
	/** The map task, from 0. */
	readonly task: number;
	readonly attempt: AttemptId;
	readonly worker: NodeId;
	readonly incarnation: Incarnation;
}

export type Assignment = MapAssignment | ReduceAssignment;

export interface MapAssignment {
	readonly kind: 'map';
	readonly specification: JobSpecification;
	readonly task: number;
	readonly attempt: AttemptId;
	/** How many attempts at this task there were before, as far as the coordinator knows. */
	readonly earlierAttempts: number;
}

export interface ReduceAssignment {
	readonly kind: 'reduce';
	readonly specification: JobSpecification;
	/** The partition. */
	readonly task: number;
	readonly attempt: AttemptId;
	readonly inputs: readonly Location[];
}

/** From a worker, again and again: it is there, what it does, and what it misses. */
export interface Heartbeat extends MessageBody {
	readonly type: 'heartbeat';
	readonly incarnation: Incarnation;
	/** The attempt that it is busy with. */
	readonly running: { readonly job: string; readonly attempt: AttemptId } | null;
	/** Map outputs that it could not fetch. */
	readonly missing: readonly Location[];
	/** Jobs of which it still keeps map outputs. */
	readonly holds: readonly string[];
}

export interface HeartbeatOk extends MessageBody {
	readonly type: 'heartbeat_ok';
	readonly incarnation: Incarnation;
	/** What the worker was busy with when it asked: the next three fields are about that. */
	readonly about: AttemptId | null;
	/** Something to do, for a worker that is idle. */
	readonly assignment: Assignment | null;
	/** Where to find what was missing. */
	readonly inputs: readonly Location[];
	/** Nobody waits for what it is busy with and cannot finish. */
	readonly drop: boolean;
	/** Jobs that are done: their map outputs can be removed. */
	readonly forget: readonly string[];
}

/** The output of a map task is on the worker's disk. */
export interface MapDone extends MessageBody {
	readonly type: 'map_done';
	readonly job: string;
	readonly location: Location;
}

export interface MapDoneOk extends MessageBody {
	readonly type: 'map_done_ok';
	readonly attempt: AttemptId;
}

/** From one worker to another: the part of a map output that is of this partition. */
export interface Fetch extends MessageBody {
	readonly type: 'fetch';
	readonly job: string;
	readonly location: Location;
	readonly partition: number;
}

export interface FetchOk extends MessageBody {
	readonly type: 'fetch_ok';
	readonly job: string;
	readonly location: Location;
	readonly partition: number;
	/** Nothing when it is not there any more. */
	readonly groups: readonly Group[] | null;
}

/** A part of a reduce task's output, for its temporary file. */
export interface Output extends MessageBody {
	readonly type: 'output';
	readonly job: string;
	readonly task: number;
	readonly attempt: AttemptId;
	/** Parts come in order, from 0. */
	readonly part: number;
	readonly records: readonly Pair[];
}

export interface OutputOk extends MessageBody {
	readonly type: 'output_ok';
	readonly attempt: AttemptId;
	/** The part that the file needs next. */
	readonly next: number;
}

/** The temporary file has so many parts, and may have its final name. */
export interface Commit extends MessageBody {
	readonly type: 'commit';
	readonly job: string;
	readonly task: number;
	readonly attempt: AttemptId;
	readonly parts: number;
}

/** The attempt is over, whether its file was the one that was wanted or not. */
export interface CommitOk extends MessageBody {
	readonly type: 'commit_ok';
	readonly attempt: AttemptId;
}

export type WorkerMessage = Heartbeat | MapDone | Output | Commit;
export type CoordinatorMessage = HeartbeatOk | MapDoneOk | OutputOk | CommitOk;

/** Harmless to repeat: a job that is known is not submitted again. */
export interface Submit extends MessageBody {
	readonly type: 'submit';
	readonly specification: JobSpecification;
}

/** Asks for the output files that are visible now. */
export interface ReadOutput extends MessageBody {
	readonly type: 'read';
	readonly job: string;
}

/** Asks which jobs are not done. */
export interface ListUnfinished extends MessageBody {
	readonly type: 'unfinished';
}

export type ClientRequest = Submit | ReadOutput | ListUnfinished;

export type ClientReply =
	| { readonly type: 'submit_ok' }
	| {
			readonly type: 'read_ok';
			readonly job: string;
			readonly state: 'running' | 'done';
			readonly files: readonly OutputFile[];
	  }
	| { readonly type: 'unfinished_ok'; readonly jobs: readonly string[] }
	| ErrorBody;

export interface OutputFile {
	readonly partition: number;
	/** Whose output it is. */
	readonly attempt: AttemptId;
	readonly records: readonly Pair[];
}
