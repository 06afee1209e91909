import type { Generator } from '../model/index.ts';
import { exhausted, pending } from './next.ts';
import { nanosPerMs } from './pace.ts';

/** One thing that the nemesis does, and when. */
export interface TimetableEntry {
	/** Milliseconds since the start of the run. */
	readonly atMs: number;
	readonly f: 'inject' | 'heal';
	/** The nemesis, by name. */
	readonly nemesis: string;
}

/** How soon to try again when there was nothing to aim at. */
const retryMs = 10;

/**
 * What the nemesis does at fixed times, in the order of the entries: where two runs are to be compared, each must be broken
 * at the same moment. An `inject` that finds nothing to aim at is tried again until it does, which delays what follows.
 *
 * ```ts
 * timetable([{ atMs: 10_000, f: 'inject', nemesis: 'crash-one' }, { atMs: 20_000, f: 'heal', nemesis: 'crash-one' }])
 * ```
 */
export function timetable(entries: readonly TimetableEntry[]): Generator {
	return from(entries, 'waiting');
}

function from(entries: readonly TimetableEntry[], state: 'waiting' | 'under-way'): Generator {
	const [entry, ...later] = entries;
	const self: Generator = {
		next(context) {
			if (entry === undefined) return exhausted;
			if (state === 'under-way' || !context.freeProcesses.includes('nemesis')) return pending(self);
			const time = Math.max(context.time, Math.floor(entry.atMs * nanosPerMs));
			const invocation = { f: entry.f, value: entry.nemesis };
			return {
				type: 'operation',
				operation: { process: 'nemesis', time, invocation },
				rest: from(entries, 'under-way'),
			};
		},
		update(_, event) {
			if (entry === undefined || event.process !== 'nemesis' || event.type === 'invoke') return self;
			const isVain = event.type === 'fail' && entry.f === 'inject';
			if (!isVain) return from(later, 'waiting');
			return from([{ ...entry, atMs: event.time / nanosPerMs + retryMs }, ...later], 'waiting');
		},
	};
	return self;
}
