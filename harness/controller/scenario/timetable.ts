import type { Generator, GeneratorContext, Invocation, ProcessId, Scheduled } from '../../model/index.ts';

/** What a thread has to do, and when: nanoseconds since the start of the run. */
export interface Appointment {
	readonly thread: ProcessId;
	readonly at: number;
	readonly invocation: Invocation;
}

/** `place`: among all; what is due at the same moment is done in this order. */
type Placed = Appointment & { readonly place: number };

/**
 * Does what it is told at the time it is told, each thread its appointments in their order: one whose time comes while
 * its thread is busy is late. It ends when all are kept, but not before `endAt` (nanoseconds).
 */
export function timetable(appointments: readonly Appointment[], endAt: number): Generator {
	const byThread = new Map<ProcessId, Placed[]>();
	appointments
		.toSorted((a, b) => a.at - b.at)
		.forEach((appointment, place) => {
			const own = byThread.get(appointment.thread);
			if (own === undefined) byThread.set(appointment.thread, [{ ...appointment, place }]);
			else own.push({ ...appointment, place });
		});
	return timetableFrom(byThread, new Map(), appointments.length, endAt);
}

/** `kept`: how many appointments each thread has kept. */
function timetableFrom(
	byThread: ReadonlyMap<ProcessId, readonly Placed[]>,
	kept: ReadonlyMap<ProcessId, number>,
	open: number,
	endAt: number,
): Generator {
	const self: Generator = {
		next(context) {
			if (open === 0) {
				return context.time >= endAt ? { type: 'exhausted' } : { type: 'pending', rest: self, until: endAt };
			}
			const next = soonest(byThread, kept, context);
			if (next === undefined) return { type: 'pending', rest: self };
			const { thread, operation } = next;
			const keptThen = new Map(kept).set(thread, (kept.get(thread) ?? 0) + 1);
			return { type: 'operation', operation, rest: timetableFrom(byThread, keptThen, open - 1, endAt) };
		},
		update: () => self,
	};
	return self;
}

function soonest(
	byThread: ReadonlyMap<ProcessId, readonly Placed[]>,
	kept: ReadonlyMap<ProcessId, number>,
	{ freeProcesses, concurrency, time }: GeneratorContext,
): { thread: ProcessId; operation: Scheduled } | undefined {
	let best: { thread: ProcessId; operation: Scheduled; place: number } | undefined;
	for (const process of freeProcesses) {
		const thread = process === 'nemesis' ? process : process % concurrency;
		const appointment = byThread.get(thread)?.[kept.get(thread) ?? 0];
		if (appointment === undefined) continue;
		const at = Math.max(time, appointment.at);
		const { place } = appointment;
		if (best !== undefined && (best.operation.time - at || best.place - place) < 0) continue;
		best = { thread, place, operation: { process, time: at, invocation: appointment.invocation } };
	}
	return best;
}

/** The same with times that count from when its turn comes. */
export function relativeTimetable(appointments: readonly Appointment[]): Generator {
	const self: Generator = {
		next: (context) =>
			timetable(
				appointments.map((appointment) => ({ ...appointment, at: appointment.at + context.time })),
				0,
			).next(context),
		update: () => self,
	};
	return self;
}
