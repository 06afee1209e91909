import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRecord } from '../campaign/read-record.ts';
import type { CampaignRun } from '../model/index.ts';
import { complaints, outputOf, setUpProgram } from './testing/program.ts';

const { folder, start, write } = setUpProgram();
let outs = 0;
const newOut = (): string => `out-${outs++}`;

/** Tests of 3 seconds, of which a core does several a second. */
const short = ['--time', '3s', '--recovery', '2s'];
const unshrunk = ['--shrink-budget', '0s'];
const campaign = (out: string, ...args: readonly string[]) =>
	start('campaign', ...short, ...unshrunk, '--out', out, ...args);

const journalOf = (out: string) => readRecord(join(folder, out, 'journal.jsonl'));

function hasRuns(out: string): boolean {
	return existsSync(join(folder, out, 'journal.jsonl')) && journalOf(out).runs.length > 0;
}

/** What does not depend on how fast a run was, or where. */
function outcomes(runs: readonly CampaignRun[]): readonly string[] {
	return runs.map(({ options, mix, result, traceHash }) => JSON.stringify([options, mix, result, traceHash])).sort();
}

/** One with a line of the user's code that decides whether it is right. */
function writeConfig(name: string, node: string, config: string): string {
	return write(
		name,
		'let lives = 0;',
		'const create = (node: any) => {',
		'  lives++;',
		'  let value = 0;',
		'  return {',
		'    start() {},',
		"    receive(message: any) { if (message.body.type === 'write') value = message.body.value;",
		`      ${node}`,
		"      node.reply(message, { type: message.body.type + '_ok', value }); },",
		'    inspect: () => ({ value }),',
		'  };',
		'};',
		`import { defineSystem } from '${join(import.meta.dirname, '../model/index.ts')}';`,
		`import { repeat } from '${join(import.meta.dirname, '../generator/index.ts')}';`,
		'const mine = defineSystem({',
		"  name: 'mine', nodeCount: 1, nemeses: [], createNode: create,",
		"  operations: () => repeat((_: any, i: number) => (i % 2 ? { f: 'read', value: null } : { f: 'write', value: i })),",
		"  check: [{ checker: 'linearizability', options: { model: 'register', initial: 0 } }],",
		'} as any);',
		`export default { ${config.includes('systems:') ? '' : 'systems: [mine],'} ${config} };`,
	);
}

test('counts, reports and exits as its runs ended', async () => {
	const out = newOut();
	const args = ['--system', 'raft', '--seeds', '5..7', '--reporter', 'list,json,junit,html,blob'];
	const { stdout, exitCode } = await campaign(out, ...args);
	expect(String(stdout).split('\n').at(-1)).toBe('3 valid, 0 invalid, 0 unknown');
	expect(exitCode).toBe(0);
	const files = ['blob.jsonl', 'campaign.json', 'index.html', 'journal.jsonl', 'junit.xml'];
	expect(readdirSync(join(folder, out)).sort()).toEqual(files);
});

test('the config is read, the command line overrides it, and --json is JSON alone', async () => {
	const config = write(
		'my.config.ts',
		"const time: string = '3s';",
		"export default { systems: ['raft'], seeds: '1..500', nemeses: ['swarm', 'none'], time, recovery: '2s' };",
	);
	const result = await start('campaign', config, '--seeds', '4', '--json', '--out', newOut());
	expect(JSON.parse(String(result.stdout))).toMatchObject({ runs: 2, valid: 2, invalid: 0, errors: 0, failures: [] });
	expect([complaints(result), result.exitCode]).toEqual(['', 0]);
});

describe('a wrong call ends with 254 and says what to do', () => {
	const wrong = [
		['--shard 0/3', 'Expected `--shard` to look like 2/5, with a part from 1'],
		['--shard 4/3', 'Expected `--shard` to look like 2/5, with a part from 1'],
		['--shard x', 'Expected `--shard` to look like 2/5, got `x`'],
		['--seeds 5..', 'Expected `--budget` with the endless `--seeds 5..`'],
		['--bail 0', 'Expected `--bail` to be a whole number of at least 1, got `0`'],
		['--jobs two', 'Expected `--jobs` to be a whole number of at least 1, got `two`'],
		['--runtime sim,dcker', 'got `dcker`. Did you mean `docker`?'],
		['--project a', 'Expected a config with `projects`'],
		['--last-failed', 'Expected an earlier campaign in `never` for `--last-failed`'],
		['--last-failed --nodes 3', 'Expected `--last-failed` without `--nodes`'],
		['--last-failed --strategy pct', 'Expected `--last-failed` without `--strategy`'],
		['--repros repros --heal quorum', 'Expected `--repros` without `--heal`'],
		['--image node:20', 'Expected `--runtime docker` with `--image node:20`, got sim'],
		['--compare never', 'Expected `--reporter html` with `--compare`'],
		['--reporter junitt', 'Did you mean `junit`?'],
		['none.config.ts', 'Expected a config in `none.config.ts`: there is no such file'],
		['torn.config.ts', 'Cannot load the config torn.config.ts'],
		['throws.config.ts', 'Cannot load the config throws.config.ts: no luck'],
		['bad.config.ts', 'bad.config.ts: expected a key of a config, got `sytem`. Did you mean `system`?'],
		['deep.config.ts', 'deep.config.ts: expected a key of `thresholds`, got `runMin`. Did you mean `runsMin`?'],
		['empty.config.ts', 'expected at least one'],
	] as const;
	write('torn.config.ts', 'export default {');
	write('throws.config.ts', "throw new Error('no luck');");
	write('bad.config.ts', "export default { sytem: 'raft' };");
	write('deep.config.ts', 'export default { thresholds: { runMin: 5 } };');
	write('empty.config.ts', 'export default { systems: [] };');

	test.concurrent.each(wrong)('%s', async (words, message) => {
		const { exitCode, stdout, stderr } = await start('campaign', '--out', 'never', ...words.split(' '));
		expect(String(stderr)).toContain(message);
		expect(String(stderr)).not.toMatch(/^\s+at /m);
		expect([stdout, exitCode]).toEqual(['', 254]);
		expect(existsSync(join(folder, 'never'))).toBe(false);
	});
});

describe('an interrupted campaign', { timeout: 180_000 }, () => {
	const args = ['--system', 'raft', '--nemesis', 'swarm', '--seeds', '1..12'];

	test('goes on where it was killed, and comes to what it would have come to', async () => {
		const [whole, out] = [newOut(), newOut()];
		await campaign(whole, ...args);
		const killed = campaign(out, ...args);
		await outputOf(killed, /✓ raft[^\n]*\n[^\n]*✓ raft/);
		killed.kill('SIGKILL');
		await killed;
		appendFileSync(join(folder, out, 'journal.jsonl'), '{"type":"run","ru');
		const { runs } = journalOf(out);
		expect(runs.length).toBeGreaterThanOrEqual(2);

		const resumed = await campaign(out, ...args);
		expect(String(resumed.stderr)).toContain(`which stopped after ${runs.length} runs. --fresh begins it again.`);
		expect(String(resumed.stdout).split('\n').at(-1)).toBe('12 valid, 0 invalid, 0 unknown');
		expect(outcomes(journalOf(out).runs)).toEqual(outcomes(journalOf(whole).runs));

		// It has ended: there is nothing to go on with.
		expect(complaints(await campaign(out, ...args, '--seeds', '1'))).toContain('Expected `--seeds` once');
		expect(complaints(await campaign(out, '--system', 'raft', '--seeds', '1'))).toBe('');
	});

	test('by Ctrl-C ends with 130 and keeps its journal; another one, or --fresh, begins afresh', async () => {
		const out = newOut();
		const long = ['--system', 'raft', '--nemesis', 'swarm', '--seeds', '1..500', '--reporter', 'json'];
		const running = campaign(out, ...long);
		await expect.poll(() => hasRuns(out), { timeout: 40_000 }).toBe(true);
		const other = await campaign(out, ...long);
		expect(String(other.stderr)).toContain('The same campaign is running with this `--out` now (process');
		expect(other.exitCode).toBe(254);
		running.kill('SIGINT');
		const { exitCode, stderr } = await running;
		expect(String(stderr)).toContain('The same command goes on where this one was interrupted.');
		expect(exitCode).toBe(130);
		expect(journalOf(out).ended).toBe(false);

		const afresh = await campaign(out, '--system', 'raft', '--nemesis', 'none', '--seeds', '1');
		expect(String(afresh.stderr)).toMatch(/is of another campaign, which stopped after \d+ runs?:/);
		expect(journalOf(out)).toMatchObject({ ended: true, runs: [{ mix: 'none' }] });
	});

	test('begins afresh when the code that it tests has changed', async () => {
		const out = newOut();
		const name = 'changing.config.ts';
		writeConfig(name, '', "seeds: '1..2'");
		expect(await campaign(out, name)).toMatchObject({ exitCode: 0 });
		const cutOff = () => {
			const file = join(folder, out, 'journal.jsonl');
			writeFileSync(file, readFileSync(file, 'utf8').split('\n').slice(0, 2).join('\n').concat('\n'));
		};
		cutOff();
		expect(String((await campaign(out, name)).stderr)).toContain('Going on with the campaign');
		cutOff();
		writeConfig(name, 'value += 0;', "seeds: '1..2'");
		expect(String((await campaign(out, name)).stderr)).toContain('its code or its version differ');
	});
});

describe('shards', { timeout: 180_000 }, () => {
	const bothSystems = "systems: ['raft', mine], nemeses: ['partition', 'swarm'], seeds: '1..3', nodes: 3";
	writeConfig('lazy.config.ts', "if (message.body.type === 'read') value = 7;", bothSystems);
	const all = ['lazy.config.ts', ...short];
	const run = (out: string, ...more: readonly string[]) =>
		start('campaign', ...all, ...unshrunk, '--out', out, ...more);

	test('merged have the counts, the verdicts and the traces of the whole', async () => {
		const [whole, parts, merged] = [newOut(), newOut(), newOut()];
		const unsharded = await run(whole, '--json');
		const counts = JSON.parse(String(unsharded.stdout));
		expect(counts).toMatchObject({ runs: 12, errors: 0 });
		expect(counts.invalid).toBeGreaterThan(0);
		for (const index of [1, 2, 3]) await run(`${parts}/${index}`, '--shard', `${index}/3`, '--reporter', 'list,blob');

		const joined = await start('merge-reports', parts, '--out', merged, '--json', '--reporter', 'list,junit,html,json');
		expect(complaints(joined)).toBe('');
		expect(joined.exitCode).toBe(unsharded.exitCode);
		const { millis: _, failures, ...same } = JSON.parse(String(joined.stdout));
		expect(counts).toMatchObject(same);
		expect(failures).toHaveLength(counts.failures.length);
		expect(outcomes(journalOf(merged).runs)).toEqual(outcomes(journalOf(whole).runs));
		for (const { dir } of failures)
			expect(dir.startsWith(join(folder, merged)) && existsSync(join(dir, 'report.html'))).toBe(true);

		rmSync(join(folder, parts, '2'), { recursive: true });
		const partial = await start('merge-reports', parts, '--out', merged, '--reporter', 'junit');
		expect(String(partial.stderr)).toContain('There is no blob of shard 2/3.');
		expect(readFileSync(join(folder, merged, 'junit.xml'), 'utf8')).toContain('There is no blob of shard 2/3');
		expect(partial.exitCode).toBe(255);

		const again = await start('campaign', 'lazy.config.ts', '--last-failed', ...unshrunk, '--out', whole, '--json');
		expect(JSON.parse(String(again.stdout))).toMatchObject({ runs: counts.invalid, invalid: counts.invalid });
	});

	test('that do not belong together are refused', async () => {
		const [a, b] = [newOut(), newOut()];
		const one = (out: string, ...more: readonly string[]) =>
			campaign(out, '--system', 'raft', '--nemesis', 'none', '--reporter', 'blob', ...more);
		await one(a, '--seeds', '1..2', '--shard', '1/2');
		await one(b, '--seeds', '1..3', '--shard', '2/2');
		const merge = async (...dirs: readonly string[]) => {
			const { stderr, exitCode } = await start('merge-reports', ...dirs, '--out', newOut());
			expect(exitCode).toBe(254);
			return String(stderr);
		};
		expect(await merge(a, b)).toContain('Expected blobs of one campaign');
		expect(await merge(a, a)).toContain('Expected each shard once');
		expect(await merge('nowhere')).toContain('Expected a folder with blobs, got `nowhere`');
		mkdirSync(join(folder, 'nothing'));
		expect(await merge('nothing')).toContain('Expected blobs in `nothing`, found none');
		expect(await merge(write('blob.jsonl', '{}'))).toContain('blob.jsonl:1: expected a line');
		const other = readFileSync(join(folder, a, 'blob-1-of-2.jsonl'), 'utf8').replace('"0.1.0"', '"0.0.9"');
		expect(await merge(a, write('blob-2-of-2.jsonl', other.trimEnd()))).toContain(
			'of 0.1.0, blob-2-of-2.jsonl of 0.0.9',
		);
		expect(await merge()).toContain('Expected `faultline merge-reports <dirs..>`');
	});

	test('without a run of its own ends well', async () => {
		const { stderr, exitCode } = await campaign(newOut(), '--system', 'raft', '--seeds', '1', '--shard', '3/3');
		expect(String(stderr)).toContain("None of the campaign's runs is in the shard 3/3.");
		expect(exitCode).toBe(0);
	});
});

describe('--last-failed', { timeout: 180_000 }, () => {
	test('runs again what was not valid, as it was, until it is', async () => {
		const out = newOut();
		const name = 'repaired.config.ts';
		writeConfig(name, "if (message.body.type === 'read') value = 7;", "seeds: '1..3', projects: [{ name: 'a' }]");
		expect(await campaign(out, name, '--seeds', '2..3')).toMatchObject({ exitCode: 1 });
		const failed = journalOf(out).runs.map(({ options }) => options);
		expect(failed).toHaveLength(2);

		const still = await start('campaign', name, '--last-failed', ...unshrunk, '--out', out);
		expect(String(still.stdout)).toContain('0 valid, 2 invalid, 0 unknown');
		const one = await start('campaign', name, '--last-failed', ...unshrunk, '--seeds', '3..', '--out', out);
		expect(String(one.stdout)).toContain('0 valid, 1 invalid, 0 unknown');

		writeConfig(name, '', "seeds: '1..3', projects: [{ name: 'a' }]");
		const repaired = await start('campaign', name, '--last-failed', ...unshrunk, '--out', out);
		expect([String(repaired.stdout), repaired.exitCode]).toEqual([expect.stringContaining('1 valid, 0 invalid'), 0]);
		expect(journalOf(out).runs.map(({ options }) => options)).toEqual(failed.filter(({ seed }) => seed === '3'));
		const none = await start('campaign', name, '--last-failed', ...unshrunk, '--out', out);
		expect(String(none.stderr)).toContain('there is nothing to run again');
		expect(none.exitCode).toBe(0);
	});
});

describe('what is wrong with a system ends its run, and not the campaign', () => {
	test('one that is not deterministic is told as such', async () => {
		const name = writeConfig(
			'moody.config.ts',
			"if (lives > 1 && message.body.type === 'read') value++;",
			"seeds: '1..2'",
		);
		const { stdout, stderr, exitCode } = await campaign(newOut(), name, '--jobs', '1', '--json');
		const { errors, failures } = JSON.parse(String(stdout));
		expect(errors).toBeGreaterThan(0);
		expect(failures[0]).toMatchObject({
			type: 'nondeterminism',
			reason: expect.stringContaining('did not repeat itself'),
		});
		expect(String(stderr)).toContain('the same seed ended in two ways');
		expect(exitCode).toBe(255);
	});

	test('one that computes for ever is given up', async () => {
		const name = writeConfig('endless.config.ts', 'while (message.body.value > 4);', "seeds: '1..2'");
		const { stdout, exitCode } = await campaign(newOut(), name, '--run-timeout', '2s');
		expect(String(stdout)).toContain('The run did not end within 2 s of real time. Does the system compute for ever?');
		expect(String(stdout).split('\n').at(-1)).toBe('0 valid, 0 invalid, 0 unknown, 2 could not be run');
		expect(exitCode).toBe(255);
	});

	test('one that throws is an error with its reason', async () => {
		const name = writeConfig('throwing.config.ts', "throw new Error('no luck');", "seeds: '1..2', 'nodes': 1");
		const { stdout, exitCode } = await campaign(newOut(), name);
		expect(String(stdout)).toContain('no luck');
		expect(exitCode).toBe(255);
	});
});

test('the command that replays a run of a named config names it too, and works', async () => {
	const out = newOut();
	const name = writeConfig('named.config.ts', "if (message.body.type === 'read') value = 7;", "seeds: '1'");
	const { stdout } = await campaign(out, name, '--json');
	const [{ replay, dir }] = JSON.parse(String(stdout)).failures;
	expect(replay).toContain('--config named.config.ts');
	const again = await start(...replay.split(' ').slice(1), '--out', newOut());
	expect(again.exitCode).toBe(1);
	expect(await start('replay', dir)).toMatchObject({ exitCode: 1 });
});

test('thresholds decide about what is not known', async () => {
	const name = writeConfig('hurried.config.ts', '', "seeds: '1', thresholds: { runsMin: 2 }");
	const few = await campaign(newOut(), name);
	expect(String(few.stderr)).toContain('1 run ended, and at least 2 are wanted.');
	expect(few.exitCode).toBe(2);
	expect(await campaign(newOut(), name, '--seeds', '1..2')).toMatchObject({ exitCode: 0 });
});

test('a report that cannot be written ends with 255, and keeps no other from being written', async () => {
	const out = newOut();
	mkdirSync(join(folder, out, 'junit.xml'), { recursive: true });
	const args = ['--system', 'raft', '--seeds', '1', '--reporter', 'junit,json'];
	const { stdout, stderr, exitCode } = await campaign(out, ...args);
	expect(String(stderr)).toContain('Cannot write the report to');
	expect(String(stdout)).toContain('campaign.json');
	expect(String(stdout).split('\n').at(-1)).toBe('1 valid, 0 invalid, 0 unknown');
	expect(exitCode).toBe(255);
});

test('the first failure of each kind is shrunk, and what comes of it is a regression test', {
	timeout: 180_000,
}, async () => {
	const out = newOut();
	const name = writeConfig('shrunk.config.ts', "if (message.body.type === 'read') value = 7;", "seeds: '1..2'");
	const { stdout, exitCode } = await start('campaign', name, ...short, '--out', out);
	expect(String(stdout)).toMatch(
		/mine, seed \d: nonlinearizable, shrunk from \d+ operations and 0 faults to [1-6] and 0/,
	);
	expect(String(stdout).split('\n').at(-1)).toBe('0 valid, 2 invalid, 0 unknown');
	expect(exitCode).toBe(1);

	// `latest` may point to the one that was shrunk.
	const folders = readdirSync(join(folder, out)).filter((name) => name !== 'latest');
	const written = folders.map((name) => join(name, 'repro.json')).filter((path) => existsSync(join(folder, out, path)));
	expect(written).toHaveLength(1);
	const report = join(folder, out, dirname(written[0] as string), 'report.html');
	expect(readFileSync(report, 'utf8')).toContain('"story":{"replay":"faultline replay ');
	mkdirSync(join(folder, 'repros'));
	const repro = readFileSync(join(folder, out, written[0] as string), 'utf8');
	write('repros/mine.json', repro.trimEnd());
	const still = await start('campaign', name, '--repros', 'repros', '--out', newOut());
	expect(String(still.stdout)).toContain('0 valid, 1 invalid, 0 unknown');
	expect(still.exitCode).toBe(1);

	writeConfig(name, '', "seeds: '1..2'");
	const repaired = await start('campaign', name, '--repros', 'repros', '--out', newOut(), '--reporter', 'list,junit');
	expect([String(repaired.stdout), repaired.exitCode]).toEqual([expect.stringContaining('1 valid, 0 invalid'), 0]);

	const wrong = async (...args: readonly string[]) => {
		const { stderr, exitCode } = await start('campaign', name, '--repros', 'repros', ...args);
		expect(exitCode).toBe(254);
		return String(stderr);
	};
	expect(await wrong('--seeds', '1')).toContain('Expected `--repros` without `--seeds`');
	write('repros/other.json', repro.trimEnd().replace('"0.1.0"', '"0.0.9"'));
	expect(await wrong()).toContain('other.json');
});
