import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Journal, JournalError, journalName } from './journal.ts';
import { runKey } from './plan.ts';
import { readRecord } from './read-record.ts';
import { endedRun, header } from './testing/runs.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-journal-'));
afterAll(() => rmSync(root, { recursive: true }));

const controller = { space: 'here', pid: 7, startedAt: '1' };
let folders = 0;
const newFolder = (): string => join(root, String(folders++));
const read = (out: string) => readRecord(join(out, journalName));

describe('Journal', () => {
	it('has every run at the moment when it was appended', () => {
		const out = newFolder();
		const journal = Journal.begin(out, header, controller);
		journal.append(endedRun(1), 20.4);
		expect(read(out)).toEqual({
			...{ file: join(out, journalName), header, controller },
			...{ runs: [endedRun(1)], millis: 20, ended: false },
		});
		journal.append(endedRun(2, { result: 'error', reason: 'no luck', nondeterministic: true }), 30);
		journal.end(40);
		journal.close();
		expect(read(out)).toMatchObject({ runs: [{ seed: '1' }, { seed: '2' }], millis: 40, ended: true });
	});

	it('has runs whose keys are those that they had', () => {
		const out = newFolder();
		const journal = Journal.begin(out, header, controller);
		journal.append(endedRun(1), 20);
		expect(read(out).runs.map(runKey)).toEqual([runKey(endedRun(1))]);
	});

	it('goes on after a line that a kill cut off', () => {
		const out = newFolder();
		const killed = Journal.begin(out, header, controller);
		killed.append(endedRun(1), 20);
		killed.append(endedRun(2), 30);
		killed.close();
		const file = join(out, journalName);
		writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10));
		const left = read(out);
		expect(left).toMatchObject({ runs: [{ seed: '1' }], millis: 20, ended: false });

		const journal = Journal.continue(out, left, { ...controller, pid: 8 });
		journal.append(endedRun(3), 50);
		journal.close();
		expect(read(out)).toMatchObject({ controller: { pid: 8 }, runs: [{ seed: '1' }, { seed: '3' }], millis: 50 });
	});

	it('replaces another, whose writer harms nothing by going on', () => {
		const out = newFolder();
		const older = Journal.begin(out, header, controller);
		const newer = Journal.begin(out, { ...header, plan: 'fedcba9876543210' }, controller);
		older.append(endedRun(1), 20);
		newer.append(endedRun(2), 20);
		expect(read(out)).toMatchObject({ header: { plan: 'fedcba9876543210' }, runs: [{ seed: '2' }] });
	});

	it('says what to do where it cannot be written', () => {
		const file = newFolder();
		writeFileSync(file, '');
		expect(() => Journal.begin(join(file, 'out'), header, controller)).toThrow(JournalError);
		expect(() => Journal.begin(join(file, 'out'), header, controller)).toThrow('Choose another place with --out');
	});
});

describe('readRecord', () => {
	const broken = (change: (out: string) => void): (() => unknown) => {
		const out = newFolder();
		const journal = Journal.begin(out, header, controller);
		journal.append(endedRun(1), 20);
		journal.end(30);
		journal.close();
		change(join(out, journalName));
		return () => read(out);
	};

	it.each([
		['is not there', (file: string) => rmSync(file), 'Cannot read'],
		['is empty', (file: string) => writeFileSync(file, ''), ':1: expected the header of a campaign, got nothing'],
		['is no JSON', (file: string) => writeFileSync(file, 'campaign\n'), ":1: expected a line of a campaign's journal"],
		['has no header', (file: string) => writeFileSync(file, '{"type":"end","millis":1}\n'), ':1: expected the header'],
		[
			'goes on after its end',
			(file: string) => appendFileSync(file, '{"type":"end","millis":1}\n'),
			':4: expected no line',
		],
		['has an unknown line', (file: string) => appendFileSync(file, '{"type":"rum"}\n'), ':4: expected a line'],
		[
			'is of another format',
			(file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('"format":1', '"format":2')),
			':1: expected a line',
		],
		[
			'has a run without a result',
			(file: string) => writeFileSync(file, readFileSync(file, 'utf8').replace('"result":"valid"', '"result":"fine"')),
			':2: expected a line',
		],
	])('a file that %s is refused', (_, change, message) => {
		expect(broken(change)).toThrow(message);
	});
});
