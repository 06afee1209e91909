import { describe, expect, it } from 'vitest';
import { type TimetableEntry, timetable } from './index.ts';
import { runVirtually } from './virtual-interpreter.ts';

const ms = 1_000_000;
const entries: readonly TimetableEntry[] = [
	{ atMs: 20, f: 'inject', nemesis: 'cut' },
	{ atMs: 50, f: 'heal', nemesis: 'cut' },
	{ atMs: 55, f: 'inject', nemesis: 'crash' },
];

/** What was done when: `20 inject cut`. */
function course(outcomeOf: (attempt: number) => 'ok' | 'fail'): readonly string[] {
	let attempts = 0;
	const { events } = runVirtually(timetable(entries), {
		threads: 2,
		outcome: () => ({ latencyNanos: 3 * ms, type: outcomeOf(attempts++) }),
	});
	return events.filter(({ type }) => type === 'invoke').map(({ time, f, value }) => `${time / ms} ${f} ${value}`);
}

describe('a timetable', () => {
	it('has everything done at its time', () => {
		expect(course(() => 'ok')).toEqual(['20 inject cut', '50 heal cut', '55 inject crash']);
	});

	it('tries again what found nothing to aim at, and then goes on', () => {
		expect(course((attempt) => (attempt < 3 ? 'fail' : 'ok'))).toEqual([
			'20 inject cut',
			'33 inject cut',
			'46 inject cut',
			'59 inject cut',
			'62 heal cut',
			'65 inject crash',
		]);
	});

	it('does not try again to heal what is not broken', () => {
		expect(course((attempt) => (attempt === 1 ? 'fail' : 'ok'))).toEqual([
			'20 inject cut',
			'50 heal cut',
			'55 inject crash',
		]);
	});
});
