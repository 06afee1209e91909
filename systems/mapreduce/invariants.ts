import type { Inspection, Invariant, NodeId } from '../../harness/model/index.ts';
import type { CoordinatorInternals } from './coordinator.ts';
import type { EventTail } from './event-tail.ts';
import type { AttemptId } from './messages.ts';
import type { CoordinatorEvent } from './scheduler.ts';
import type { Reduced, WorkerInternals } from './worker.ts';

type Internals = CoordinatorInternals | WorkerInternals;
type Watch = { readonly coordinator?: (event: CoordinatorEvent) => string | undefined } & {
	readonly worker?: (node: NodeId, event: Reduced) => string | undefined;
};

/** An invariant over what the coordinator and the workers do, each event looked at once in every life. */
function invariant(name: string, description: string, begin: () => Watch): Invariant<Internals> {
	return {
		name,
		description,
		watch() {
			const watch = begin();
			const seen = new WeakMap<object, number>();
			/** What has happened since the last look, oldest first. */
			function* news<Event>(life: object, tail: EventTail<Event>): Iterable<Event> {
				const unseen = Math.min(tail.count - (seen.get(life) ?? 0), tail.last.length);
				seen.set(life, tail.count);
				yield* tail.last.slice(tail.last.length - unseen);
			}
			return {
				afterEvent(node: NodeId, { role }: Inspection, internals: Internals) {
					if (role === 'coordinator' && watch.coordinator !== undefined) {
						for (const event of news(internals, (internals as CoordinatorInternals).events)) {
							const broken = watch.coordinator(event);
							if (broken !== undefined) return broken;
						}
					}
					if (role === 'worker' && watch.worker !== undefined) {
						for (const event of news(internals, (internals as WorkerInternals).reduced)) {
							const broken = watch.worker(node, event);
							if (broken !== undefined) return broken;
						}
					}
					return undefined;
				},
			};
		},
	};
}

const oneCommit = invariant(
	'one-committed-attempt',
	'Of all attempts at a reduce task one is committed, for good (section 3.3: the final name is given once)',
	() => {
		const committed = new Map<string, AttemptId>();
		return {
			coordinator(event) {
				if (event.kind !== 'committed') return undefined;
				const task = `reduce task ${event.task} of ${event.job}`;
				const before = committed.get(task);
				committed.set(task, event.attempt);
				if (before === undefined || before === event.attempt) return undefined;
				return `attempt ${event.attempt} at ${task} is committed after ${before} was`;
			},
		};
	},
);

const committedStays = invariant(
	'committed-output-stays',
	'An output file that was committed has the same records after every restart (section 3.3: it is durable before it has its name)',
	() => {
		const committed = new Map<AttemptId, number>();
		return {
			coordinator(event) {
				if (event.kind !== 'committed') return undefined;
				const { job, task, attempt, records } = event;
				const before = committed.get(attempt);
				committed.set(attempt, records);
				if (before === undefined || before === records) return undefined;
				return `the output of attempt ${attempt} at reduce task ${task} of ${job} has ${records} records, and had ${before}`;
			},
		};
	},
);

const mapsFirst = invariant(
	'maps-before-reduces',
	'A reduce task is given out when every map task is done: it needs the output of each (section 3.1)',
	() => ({
		coordinator(event) {
			if (event.kind !== 'reduce-assigned' || event.mapsMissing === 0) return undefined;
			return `reduce task ${event.task} of ${event.job} is given out while ${event.mapsMissing} map tasks are not done`;
		},
	}),
);

const eachMapOnce = invariant(
	'each-map-output-once',
	'A reduce attempt is made from the output of one attempt at every map task',
	() => ({
		worker(node, { job, partition, attempt, consumed, splits }) {
			const tasks = new Set(consumed);
			if (tasks.size === splits && consumed.length === splits) return undefined;
			const what =
				consumed.length > tasks.size ? 'reads a map task twice' : `reads ${tasks.size} map tasks of ${splits}`;
			return `${node} ${what} in attempt ${attempt} at reduce task ${partition} of ${job}`;
		},
	}),
);

export const invariants: readonly Invariant<Internals>[] = [oneCommit, committedStays, mapsFirst, eachMapOnce];
