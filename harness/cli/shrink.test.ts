import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaints, setUpProgram } from './testing/program.ts';

const { folder, start: faultline } = setUpProgram();
const out = join(folder, 'runs');
const runOfABug = ['run', 'raft', '--mutant', 'stale-reads', '--nodes', '3', '--time', '20s', '--recovery', '2s'];
const repro = join(folder, 'repro.json');

describe('shrink and replay', () => {
	test('a failing run becomes a story and a file that reproduces it', { timeout: 300_000 }, async () => {
		const run = await faultline(...runOfABug, '--seed', '1', '--nemesis', 'partition-leader,crash', '--out', out);
		expect(run.exitCode).toBe(1);
		const shrunk = await faultline('shrink', join(out, 'latest'), '--budget', '200s', '--output', repro);
		expect(shrunk.exitCode).toBe(1);
		expect(String(shrunk.stdout)).toMatch(/client \d+ reads \S+ = .* from n\d: (stale|missing), /);
		expect(String(shrunk.stdout)).toContain(`replay  faultline replay ${repro}`);
		const again = await faultline('replay', repro);
		expect(String(again.stdout)).toMatch(
			/Reproduced: nonlinearizable, identical event by event, trace hash [0-9a-f]{16}/,
		);
		expect(again.exitCode).toBe(1);
		const json = await faultline('replay', repro, '--json');
		expect(JSON.parse(String(json.stdout))).toMatchObject({ reproduced: true, identical: true, valid: false });
		// Beside the run's own files, it is told by its report.
		const folderOfRun = join(out, 'latest');
		writeFileSync(join(folderOfRun, 'repro.json'), readFileSync(repro));
		expect((await faultline('report', folderOfRun)).exitCode).toBe(0);
		const page = readFileSync(join(folderOfRun, 'report.html'), 'utf8');
		expect(page).toMatch(/"story":\{"replay":"faultline replay [^"]*repro\.json","steps":\[\{"moment":"\d/);
		// A system without the bug.
		writeFileSync(repro, readFileSync(repro, 'utf8').replace('"stale-reads"', 'null'));
		const fixed = await faultline('replay', repro);
		expect(String(fixed.stdout)).toContain('Not reproduced: linearizability does not find `nonlinearizable` any more');
		expect(fixed.exitCode).toBe(0);
	});

	test('what is no repro, or of another version, is refused with what to do', async () => {
		writeFileSync(repro, '{"repro": 1}');
		const damaged = await faultline('replay', repro);
		expect([damaged.exitCode, complaints(damaged)]).toEqual([254, expect.stringContaining('is damaged')]);
		writeFileSync(repro, '{"valid": true}');
		const other = await faultline('replay', repro);
		expect([other.exitCode, complaints(other)]).toEqual([254, expect.stringContaining('faultline shrink')]);
		const budget = await faultline('shrink', out, '--budget', 'x');
		expect([budget.exitCode, complaints(budget)]).toEqual([254, expect.stringContaining('--budget')]);
	});
});
