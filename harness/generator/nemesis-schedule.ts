import type { Generator, GeneratorContext } from '../model/index.ts';
import { pending } from './next.ts';
import { nanosPerMs } from './pace.ts';

/** When one nemesis breaks something, and for how long. Both are drawn anew each time, uniformly between the two ends. */
export interface NemesisScheduleOptions {
	/** The nemesis, by name: the `value` of every operation. */
	readonly name: string;
	/** From the healing of a fault to the next one, and from the beginning to the first. */
	readonly intervalMs: readonly [min: number, max: number];
	/** How long a fault lasts. */
	readonly durationMs: readonly [min: number, max: number];
	/** How soon to try again when there was nothing to aim at; the shortest interval when it is absent. */
	readonly retryMs?: number | undefined;
}

/** What comes next, and since when its time is known. */
type State =
	/** Not asked yet. */
	| { readonly phase: 'new' }
	/** Waits for the time of its next operation. */
	| { readonly phase: 'inject' | 'heal'; readonly dueAt: number }
	/** Has given the operation, and waits for its completion. */
	| { readonly phase: 'injecting' | 'healing' };

/**
 * Breaks and heals for ever: `{ f: 'inject', value: name }`, after the duration `{ f: 'heal', value: name }`, after the
 * interval the next. An `inject` that fails found nothing to aim at: it is tried again soon, because
 * a target such as a leader may be there for a moment only, and nothing is healed. Several schedules run side by side with `any`, each for itself.
 *
 * ```ts
 * nemesisSchedule({ name: 'crash-leader', intervalMs: [2000, 8000], durationMs: [1000, 5000] })
 * ```
 */
export function nemesisSchedule(options: NemesisScheduleOptions): Generator {
	assertRange('intervalMs', options.intervalMs);
	assertRange('durationMs', options.durationMs);
	return scheduleFrom(options, { phase: 'new' });
}

function scheduleFrom(options: NemesisScheduleOptions, state: State): Generator {
	const self: Generator = {
		next(context) {
			if (state.phase === 'new') {
				// Said as a time to wait for, not as an operation: then the draw is kept even when others act first.
				const dueAt = after(options.intervalMs, context.time, context);
				return pending(scheduleFrom(options, { phase: 'inject', dueAt }), dueAt);
			}
			if (!('dueAt' in state) || !context.freeProcesses.includes('nemesis')) return pending(self);
			return {
				type: 'operation',
				operation: {
					process: 'nemesis',
					time: Math.max(context.time, state.dueAt),
					invocation: { f: state.phase, value: options.name },
				},
				rest: scheduleFrom(options, { phase: state.phase === 'inject' ? 'injecting' : 'healing' }),
			};
		},
		update(context, event) {
			if (event.process !== 'nemesis' || event.type === 'invoke' || event.value !== options.name) return self;
			if (state.phase === 'injecting' && event.f === 'inject' && event.type !== 'fail') {
				const dueAt = after(options.durationMs, event.time, context);
				return scheduleFrom(options, { phase: 'heal', dueAt });
			}
			if (state.phase === 'injecting' && event.f === 'inject') {
				const dueAt = event.time + Math.floor(Math.max(1, options.retryMs ?? options.intervalMs[0]) * nanosPerMs);
				return scheduleFrom(options, { phase: 'inject', dueAt });
			}
			if (state.phase === 'healing' && event.f === 'heal') {
				const dueAt = after(options.intervalMs, event.time, context);
				return scheduleFrom(options, { phase: 'inject', dueAt });
			}
			return self;
		},
	};
	return self;
}

function after([minMs, maxMs]: readonly [number, number], time: number, context: GeneratorContext): number {
	return time + Math.floor((minMs + context.random.next() * (maxMs - minMs)) * nanosPerMs);
}

function assertRange(field: string, [min, max]: readonly [number, number]): void {
	if (min >= 0 && max >= min && Number.isFinite(max)) return;
	throw new RangeError(`Expected ${field} to be [min, max] in milliseconds with 0 <= min <= max, got [${min}, ${max}]`);
}
