import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../harness/model/index.ts';
import type { Entry, Snapshot } from './messages.ts';
import { WriteAheadLog } from './persistence.ts';
import { ScriptDisk } from './testing/script-disk.ts';

const entry = (index: number, term: number): Entry => ({ index, term, command: { kind: 'no-op' } });
const snapshot = (index: number, term: number): Snapshot => ({ index, term, voters: ['n1'], state: { x: index } });

/** What a server finds when only the first records of its file have survived. */
function recoverTorn(disk: ScriptDisk, survivors: number): ReturnType<WriteAheadLog['recover']> {
	const torn = new ScriptDisk();
	for (const file of disk.list()) torn.replace(file, disk.read(file).slice(0, survivors) as JsonValue[]);
	return new WriteAheadLog(torn).recover();
}

describe('WriteAheadLog', () => {
	it('recovers nothing from an empty disk', () => {
		const recovered = new WriteAheadLog(new ScriptDisk()).recover();
		expect(recovered).toEqual({ term: 0, votedFor: null, snapshot: null, entries: [] });
	});

	it('recovers the last vote, and entries without those that were overwritten', () => {
		const disk = new ScriptDisk();
		const wal = new WriteAheadLog(disk);
		wal.appendTermAndVote(1, 'n2');
		for (const index of [1, 2, 3]) wal.appendEntry(entry(index, 1));
		wal.appendTermAndVote(2, null);
		wal.appendEntry(entry(2, 2));
		expect(new WriteAheadLog(disk).recover()).toEqual({
			term: 2,
			votedFor: null,
			snapshot: null,
			entries: [entry(1, 1), entry(2, 2)],
		});
	});

	it('recovers a snapshot with the entries after it', () => {
		const disk = new ScriptDisk();
		const wal = new WriteAheadLog(disk);
		for (const index of [1, 2, 3]) wal.appendEntry(entry(index, 1));
		wal.compact(snapshot(2, 1), 4, 'n3', [entry(3, 1)]);
		wal.appendEntry(entry(4, 4));
		expect(new WriteAheadLog(disk).recover()).toEqual({
			term: 4,
			votedFor: 'n3',
			snapshot: snapshot(2, 1),
			entries: [entry(3, 1), entry(4, 4)],
		});
	});

	it('calls back at once when everything is durable, and not before', () => {
		const disk = new ScriptDisk();
		const wal = new WriteAheadLog(disk);
		const calls: string[] = [];
		wal.sync(() => calls.push('clean'));
		wal.appendEntry(entry(1, 1));
		wal.sync(() => calls.push('first'));
		wal.appendEntry(entry(2, 1));
		expect(calls).toEqual(['clean']);
		disk.completeSyncs();
		expect(calls).toEqual(['clean', 'first']);
		// The second entry came after that sync was asked for: it is not durable yet.
		wal.sync(() => calls.push('second'));
		expect(calls).toEqual(['clean', 'first']);
		disk.completeSyncs();
		wal.sync(() => calls.push('clean again'));
		expect(calls).toEqual(['clean', 'first', 'second', 'clean again']);
	});

	it('recovers from a torn write a state that it was in', () => {
		const step = fc.oneof(
			fc.record({ kind: fc.constant('vote' as const), by: fc.integer({ min: 1, max: 2 }) }),
			fc.record({ kind: fc.constant('entry' as const), by: fc.nat(2) }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
				const disk = new ScriptDisk();
				const wal = new WriteAheadLog(disk);
				const states = [wal.recover()];
				let [term, last] = [1, 0];
				for (const { kind, by } of steps) {
					if (kind === 'vote') {
						term += by;
						wal.appendTermAndVote(term, 'n1');
					} else {
						last = Math.max(1, last + 1 - by);
						wal.appendEntry(entry(last, term));
					}
					states.push(wal.recover());
				}
				for (const [survivors, state] of states.entries()) expect(recoverTorn(disk, survivors)).toEqual(state);
			}),
		);
	});
});
