import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NodeLog } from './node-log.ts';

const ignore = (): void => {};

it('writes every line to the file and keeps the last ones', async () => {
	const directory = mkdtempSync(join(tmpdir(), 'faultline-log-'));
	try {
		const log = new NodeLog('n1', directory, ignore);
		for (let i = 0; i < 300; i++) log.write(`line ${i}`);
		expect(log.tail(2)).toEqual(['line 298', 'line 299']);
		expect(log.tail(0)).toEqual([]);
		expect(log.tail(1_000)).toHaveLength(200);
		await log.close();
		await log.close();
		expect(readFileSync(join(directory, 'nodes', 'n1.log'), 'utf8').split('\n')).toHaveLength(301);
	} finally {
		rmSync(directory, { recursive: true });
	}
});

it('ends an error message with the last lines, or says that there are none', () => {
	const log = new NodeLog('n1', undefined, ignore);
	expect(log.ending()).toBe('It wrote nothing to its log.');
	log.write('disk on fire');
	expect(log.ending()).toBe('Its log ends with:\n    disk on fire');
});

it('reports a disk that is full', async () => {
	const directory = mkdtempSync(join(tmpdir(), 'faultline-log-'));
	try {
		mkdirSync(join(directory, 'nodes'));
		// Every write to this device fails as on a full disk.
		symlinkSync('/dev/full', join(directory, 'nodes', 'n1.log'));
		const failed = new Promise<Error>((resolve) => {
			new NodeLog('n1', directory, resolve).write('no room');
		});
		expect(await failed).toMatchObject({ code: 'ENOSPC' });
	} finally {
		rmSync(directory, { recursive: true });
	}
});
