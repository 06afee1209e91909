import { describeRow } from './describe-row.ts';
import { FLIPS, FlagSweep } from './flag.ts';
import { functionCodes } from './function-codes.ts';
import { illegal, type Monitor, ok, undecided } from './monitor.ts';
import { eventsOf, timelineOf } from './timeline.ts';

/** `acquire` and `release` of a lock that does not know its owner, free at first: a flag that nobody looks at. O(n log n). */
export const mutexMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['acquire', 'release']);
		if (codes === undefined || initial !== false) return undecided('it has other operations than acquire and release');
		const timeline = timelineOf(table);
		const events = eventsOf(timeline);
		const kinds = Uint8Array.from(table.f, (f) => FLIPS + (codes[f] as number));
		const positions = Int32Array.from(events.keys()).filter((position) => events[position] !== 0);
		const failure = new FlagSweep(kinds, timeline).run(events, positions);
		if (failure === undefined) return ok;
		return illegal(() => {
			const { row, since, until, state } = failure;
			const rows = [...table.f.keys()].filter((one) => {
				const began = timeline.invoked[one] as number;
				return began >= since && began <= until;
			});
			return {
				rows,
				...(since > 0 && { before: { state: state === 1 } }),
				sentence: `${describeRow(table, row)} succeeded while the lock was certainly ${codes[table.f[row] as number] === 0 ? 'held' : 'free'}.`,
			};
		});
	},
};
