import {
	type ErrorBody,
	errorCodes,
	type Inspection,
	type Message,
	type NodeId,
	type NodeProgram,
} from '../../harness/model/index.ts';
import type { EventTail } from './event-tail.ts';
import { isDone, type JobState, newJob } from './job-state.ts';
import type { JobSpecification } from './jobs.ts';
import type { JournalRecord } from './journal.ts';
import type { ClientReply, ClientRequest, MapDone, Submit, WorkerMessage } from './messages.ts';
import type { CoordinatorEvent } from './scheduler.ts';
import { WorkerWatch } from './worker-watch.ts';

/** What the invariants look at. */
export interface CoordinatorInternals {
	readonly events: EventTail<CoordinatorEvent>;
}

/**
 * The coordinator (the paper's master, section 3.2): it knows the state of every task. `scheduler.ts` gives them to whoever
 * is idle, `worker-watch.ts` notices who is dead, `committer.ts` decides which output counts. This file is the rest: what
 * clients ask, and how it comes back when it has failed itself.
 *
 * The paper's master aborts the computation then, and mentions checkpoints as easy. Here it has a journal of what must not
 * be lost: the jobs that were promised, and the outputs that were seen. Attempts are not in it. Those of an earlier life
 * are unknown, as if their workers had died; a few tasks are done twice.
 */
export class Coordinator extends WorkerWatch implements NodeProgram<WorkerMessage | ClientRequest> {
	private isReady = false;
	/** Of all jobs. */
	private taskCount = 0;

	start(): void {
		const records = this.journal.records();
		const committed = records.flatMap((record) => (record.kind === 'committed' ? [record.attempt] : []));
		this.store.recover(new Set(committed));
		for (const record of records) this.redo(record);
		this.epoch++;
		this.journal.append({ kind: 'epoch', epoch: this.epoch });
		this.journal.sync(() => {
			this.isReady = true;
		});
		this.watch();
	}

	protected redo(record: JournalRecord): void {
		switch (record.kind) {
			case 'epoch':
				this.epoch = record.epoch;
				break;
			case 'submitted':
				this.add(record.specification);
				break;
			case 'mapped': {
				// The worker may be dead, or the output may have been lost: then reduce tasks will miss it.
				const { worker, incarnation, task } = record.location;
				this.hearFrom(worker, incarnation);
				const mapTask = this.jobs.get(record.job)?.maps[task];
				if (mapTask !== undefined) mapTask.outputs = [record.location];
				break;
			}
			case 'committed':
				this.finish(record.job, record.task, record.attempt);
				break;
		}
	}

	private add(specification: JobSpecification): void {
		this.jobs.set(specification.job, newJob(specification));
		this.taskCount += specification.splits + specification.partitions;
	}

	receive(message: Message<WorkerMessage | ClientRequest>): void {
		// Workers and clients send everything again.
		if (!this.isReady) return;
		const { src, body } = message;
		switch (body.type) {
			case 'heartbeat':
				this.onHeartbeat(src, body);
				break;
			case 'map_done':
				this.onMapDone(src, body);
				break;
			case 'output':
				this.onOutput(src, body);
				break;
			case 'commit':
				this.onCommit(src, body);
				break;
			case 'submit':
				this.onSubmit(message as Message<Submit>);
				break;
			case 'read':
				this.answer(message, this.output(body.job));
				break;
			case 'unfinished':
				this.answer(message, { type: 'unfinished_ok', jobs: this.unfinished().map(nameOf) });
				break;
			default:
				this.answer(message, refusal(errorCodes.notSupported, 'Expected submit, read or unfinished'));
		}
	}

	private onMapDone(worker: NodeId, { job: name, location }: MapDone): void {
		const job = this.jobs.get(name);
		const task = job?.maps[location.task];
		if (job !== undefined && task !== undefined && this.mayComplete(task, location)) {
			if (this.complete(job, task, location)) this.journal.append({ kind: 'mapped', job: name, location });
		}
		this.tell(worker, { type: 'map_done_ok', attempt: location.attempt });
	}

	private onSubmit(request: Message<Submit>): void {
		const { specification } = request.body;
		if (!Object.hasOwn(this.options.jobs, specification.kind)) {
			const known = Object.keys(this.options.jobs).join(', ');
			this.answer(request, refusal(errorCodes.notSupported, `Expected a job ${known}, got \`${specification.kind}\``));
			return;
		}
		if (!this.jobs.has(specification.job)) {
			this.add(specification);
			this.journal.append({ kind: 'submitted', specification });
		}
		this.journal.sync(() => this.answer(request, { type: 'submit_ok' }));
	}

	private output(name: string): ClientReply {
		const job = this.jobs.get(name);
		if (job === undefined) return refusal(errorCodes.keyDoesNotExist, `There is no job ${name}`);
		const files = [...this.visibleFiles(job)].sort((a, b) => a.partition - b.partition);
		return { type: 'read_ok', job: name, state: isDone(job) ? 'done' : 'running', files };
	}

	private answer(request: Message, reply: ClientReply): void {
		this.context.reply(request, reply as never);
	}

	inspect(): Inspection {
		return {
			role: 'coordinator',
			epoch: this.epoch,
			jobs: this.jobs.size,
			unfinished: this.unfinished().length,
			workers: this.workerCount,
			tasks: this.taskCount,
			attempts: this.attemptCount,
		};
	}

	internals(): CoordinatorInternals {
		return this;
	}
}

function nameOf({ specification }: JobState): string {
	return specification.job;
}

function refusal(code: number, text: string): ErrorBody {
	return { type: 'error', code, text };
}
