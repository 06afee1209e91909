import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { complaints, outputOf, setUpProgram } from './testing/program.ts';

const { folder, start, write, masked } = setUpProgram();
const out = join(folder, 'runs');
const faultline = start;

const written = [
	'{"index":0,"time":0,"process":0,"type":"invoke","f":"write","value":1}',
	'{"index":1,"time":5,"process":0,"type":"ok","f":"write","value":1}',
	'{"index":2,"time":6,"process":1,"type":"invoke","f":"read","value":null}',
];
const good = write('good.jsonl', ...written, '{"index":3,"time":9,"process":1,"type":"ok","f":"read","value":1}');
const stale = write('stale.jsonl', ...written, '{"index":3,"time":9,"process":1,"type":"ok","f":"read","value":null}');
const torn = write('torn.jsonl', ...written, '{"index":3,"time":9,"proc');

describe('a wrong call', () => {
	test.concurrent.each([
		[[], 'Expected a command, got none'],
		[['runn'], 'Expected a command, got `runn`. Did you mean `run`?'],
		[['run'], 'Expected `faultline run <system>`, got `faultline run`'],
		[['run', 'rft'], 'Expected a system, got `rft`. Did you mean `raft`?'],
		[['run', 'raft', '--sed', '1'], 'Expected an option of `faultline run`, got `--sed`. Did you mean `--seed`?'],
		[['run', 'raft', '--seed', 'x1'], 'Expected a seed to be a whole number from 0 to 18446744073709551615, got `x1`'],
		[['run', 'raft', '--nemesis', 'partitoin'], 'Expected a nemesis, got `partitoin`. Did you mean `partition`?'],
		[
			['run', 'raft', '--mutant', 'stale-read'],
			'Expected a mutant of raft, got `stale-read`. Did you mean `stale-reads`?',
		],
		[['run', 'raft', '--nodes', '3', '--nodes', '5'], 'Expected `--nodes` once, got `3` and `5`'],
		[['campaign', '--reporter', 'junitt'], 'Expected a reporter, got `junitt`. Did you mean `junit`?'],
		[['check', 'none.jsonl', '--model', 'register'], 'none.jsonl: expected a file that can be read'],
		[['check', good], 'Expected `--model`'],
		[
			['check', good, '--model', 'register', '--memory', '7'],
			'Expected `--memory` to look like 512mb or 2gb, up to 4000mb, got `7`',
		],
		[
			['check', good, '--model', 'bank', '--memory', '1gb'],
			'Expected no `--memory` with the model bank: the checker bank has no such limit',
		],
		[['replay', 'nowhere'], "Expected a run's folder, got `nowhere`"],
		[['show-report', 'nowhere'], 'Expected a report in nowhere'],
		[
			['campaign', '--reporter', 'html', '--compare', 'nowhere'],
			'Expected the `--out` of an earlier campaign for `--compare`, got `nowhere`',
		],
	] as const)('%j', async (args, message) => {
		const { exitCode, stdout, stderr } = await faultline(...args);
		expect(String(stderr)).toContain(`faultline: ${message}`);
		expect(String(stderr)).not.toMatch(/^\s+at /m);
		expect(stdout).toBe('');
		expect(exitCode).toBe(254);
	});

	test.concurrent('shows its stack with --debug', async () => {
		const { stderr } = await faultline('run', 'rft', '--debug');
		expect(String(stderr)).toMatch(/^\s+at /m);
	});
});

describe('run, report and replay', () => {
	const short = ['--time', '5s', '--recovery', '3s', '--out', out] as const;

	test('a correct system: the options, the verdict, the folder; and the same again', async () => {
		const first = await faultline('run', 'raft', '--seed', '7', ...short);
		expect(complaints(first)).toBe('');
		expect(first.exitCode).toBe(0);
		const text = masked(first.stdout);
		expect(text).toContain('raft · seed 7 · sim');
		expect(text).toContain('VALID  raft · kv · sim');
		expect(text).toContain(`report  <folder>/runs/raft-kv-7-<time>/report.html`);

		rmSync(join(out, 'latest', 'report.html'));
		expect(await faultline('report', join(out, 'latest'))).toMatchObject({ exitCode: 0 });
		expect(readFileSync(join(out, 'latest', 'report.html'), 'utf8')).toContain('<!doctype html>');

		const replayed = await faultline('replay', join(out, 'latest'), '--json');
		expect(JSON.parse(String(replayed.stdout))).toMatchObject({ identical: true, difference: null, valid: true });
		expect(replayed.exitCode).toBe(0);
	});

	test('a changed history does not pass for a replay', async () => {
		await faultline('run', 'raft', '--seed', '8', ...short, '--json');
		const file = join(out, 'latest', 'history.jsonl');
		const lines = readFileSync(file, 'utf8').split('\n');
		writeFileSync(file, lines.map((line) => line.replace('"index":1,"time":', '"index":1,"time":1')).join('\n'));
		const { exitCode, stderr } = await faultline('replay', join(out, 'latest'));
		expect(String(stderr)).toContain('The run did not repeat itself. Event 1 of the history was');
		expect(exitCode).toBe(255);
	});

	test('with --json nothing but the verdict is on standard output', async () => {
		const result = await faultline('run', 'raft', '--seed', '9', ...short, '--json');
		const verdict = JSON.parse(String(result.stdout));
		expect(verdict).toMatchObject({ valid: true, system: 'raft', seed: 9, runtime: 'sim', mutant: null });
		expect(readdirSync(verdict.directory)).toContain('verdict.json');
		expect([complaints(result), result.exitCode]).toEqual(['', 0]);
	});

	test('Ctrl-C ends a run with 130, and a second one does not disturb that', async () => {
		const running = start('run', 'raft', '--time', '5h', '--out', out);
		await outputOf(running, /seed/);
		running.kill('SIGINT');
		setTimeout(() => running.kill('SIGINT'), 50);
		const { exitCode, stderr } = await running;
		expect(String(stderr)).toContain('Interrupted: healing and removing everything.');
		expect(exitCode).toBe(130);
		expect(existsSync(join(out, 'latest', 'history.jsonl'))).toBe(true);
	});

	test('a folder that cannot be written ends with 255 and says where else', async () => {
		const { exitCode, stderr } = await faultline('run', 'raft', '--time', '1s', '--out', join(good, 'runs'));
		expect(String(stderr)).toContain('Choose another place with --out');
		expect(exitCode).toBe(255);
	});
});

describe('check', () => {
	test.concurrent('a valid history', async () => {
		const { stdout, exitCode } = await faultline('check', good, '--model', 'register');
		expect(masked(stdout)).toBe('good.jsonl: valid, 2 operations, <duration>');
		expect(exitCode).toBe(0);
	});

	test.concurrent('several files: a line each, and the worst decides', async () => {
		const { stdout, exitCode } = await faultline('check', good, stale, '--model', 'register', '--json');
		const [first, second] = String(stdout)
			.split('\n')
			.map((line) => JSON.parse(line));
		expect(first).toMatchObject({ file: good, valid: true, operations: 2, anomalies: [] });
		expect(second).toMatchObject({ file: stale, valid: false, anomalies: [{ type: 'nonlinearizable' }] });
		expect(Object.keys(first)).toEqual(['file', 'valid', 'operations', 'readMillis', 'millis', 'anomalies']);
		expect(exitCode).toBe(1);
	});

	test.concurrent('a malformed line is named, and the other files are judged', async () => {
		const { stdout, stderr, exitCode } = await faultline('check', torn, good, '--model', 'register');
		expect(String(stderr)).toContain('faultline: torn.jsonl:4:21: expected a string that ends in its line');
		expect(String(stdout)).toContain('good.jsonl: valid');
		expect(exitCode).toBe(254);
	});

	test.concurrent('what is no history is refused, each with its place and what was expected there', async () => {
		const bytes = (name: string, content: Uint8Array) => {
			writeFileSync(join(folder, name), content);
			return name;
		};
		const edn = '{:process 0, :type :invoke, :f :write, :value 1}\n{:process 0, :type :ok, :f :write, :value ';
		const refusals: readonly (readonly [file: string, message: string])[] = [
			['nowhere.jsonl', ': expected a file that can be read, got `ENOENT'],
			['.', ': expected a file that can be read, got `EISDIR'],
			[write('empty.jsonl'), ':1:1: expected a history with at least one event, got `an empty file`'],
			[bytes('binary', new Uint8Array([0x7f, 0x45, 0, 1, 2, 0xff])), ':1:1: expected a history in one of the formats'],
			[bytes('cut.edn', Buffer.from(edn)), ':2:43: expected a } for what was opened in line 2'],
			[bytes('half.edn', Buffer.from(`${edn}"é`).subarray(0, -1)), ':2:43: expected a " for what was opened'],
			[bytes('cut.gz', gzipSync(edn).subarray(0, -4)), ': expected a file that can be read, got `cannot unpack it'],
			[write('third.jsonl', ...written.slice(0, 2), '{"index":2,"time":6}'), ':3:21: expected "process"'],
		];
		const files = refusals.map(([file]) => file);
		const { exitCode, stdout, stderr } = await faultline('check', ...files, good, '--model', 'register', '--json');
		const told = complaints({ stderr })
			.split('\n')
			.filter((line) => line.startsWith('faultline: '));
		expect(told).toHaveLength(refusals.length);
		for (const [i, [file, message]] of refusals.entries()) expect(told[i]).toContain(`faultline: ${file}${message}`);
		expect(String(stderr)).not.toMatch(/^\s+at /m);
		expect(JSON.parse(String(stdout))).toMatchObject({ file: good, valid: true });
		expect(exitCode).toBe(254);
	});

	test.concurrent.each([
		[['--format', 'edn'], 'good.jsonl:1:18: expected a time in nanoseconds, got `"0"`'],
		[['--format', 'porcupine-jepsen'], 'good.jsonl:1:1: expected a line like'],
		[['--format', 'ednn'], 'Expected `--format` to be one of auto, jsonl, edn, json, porcupine-kv, porcupine-jepsen'],
		[['--options', '{"initial":'], 'Expected `--options` to be JSON such as \'{"initial":0}\', got'],
		[['--options', '{"inital":0}'], 'The checker linearizability has no option `inital`'],
	])('refuses %j', async (args, message) => {
		const { exitCode, stdout, stderr } = await faultline('check', good, '--model', 'register', ...args);
		expect(String(stderr)).toContain(`faultline: ${message}`);
		expect([stdout, exitCode]).toEqual(['', 254]);
	});

	test.concurrent('models that are no sequential specification, and options', async () => {
		const transactions = write(
			'transactions.edn',
			'{:process 0, :type :invoke, :f :txn, :value [[:append :x 1]]}',
			'{:process 0, :type :ok, :f :txn, :value [[:append :x 1]]}',
			'{:process 1, :type :invoke, :f :txn, :value [[:r :x nil]]}',
			'{:process 1, :type :ok, :f :txn, :value [[:r :x nil]]}',
		);
		const strict = await faultline('check', transactions, '--model', 'list-append', '--json');
		expect(JSON.parse(String(strict.stdout))).toMatchObject({ valid: false, operations: 2 });
		expect(strict.exitCode).toBe(1);
		const options = ['--options', '{"level":"serializable"}'];
		const { stdout, exitCode } = await faultline('check', transactions, '--model', 'list-append', ...options);
		expect([masked(stdout), exitCode]).toEqual(['transactions.edn: valid, 2 operations, <duration>', 0]);
		const initial = await faultline('check', stale, '--model', 'register', '--options', '{"initial":1}');
		expect(String(initial.stdout)).toContain(`--model register --options '{"initial":1}'`);
		const wrong = await faultline('check', transactions, '--model', 'list-append', '--options', '{"level":"x"}');
		expect(String(wrong.stderr)).toContain('Expected the option level of list-append to be');
		expect(wrong.exitCode).toBe(254);
	});

	test.concurrent('a million lines, packed, of which the last is cut off', async () => {
		const lines: string[] = [];
		for (let index = 0; index < 1_000_000; index++) {
			const [type, value] = index % 2 === 0 ? ['invoke', index] : ['ok', index - 1];
			lines.push(JSON.stringify({ index, time: index, process: 0, type, f: 'write', value }));
		}
		lines.push('{"index":1000000,"time":0,"process":0,"type":"invoke","f":"read"');
		writeFileSync(join(folder, 'million.gz'), gzipSync(lines.join('\n'), { level: 1 }));
		const { stderr, exitCode } = await faultline('check', 'million.gz', '--model', 'register');
		expect(String(stderr)).toContain('faultline: million.gz:1000001:65: expected a `,` or the `}` of an object');
		expect(exitCode).toBe(254);
	});

	test.concurrent("a model of the user's own, in TypeScript", async () => {
		const model = write(
			'model.ts',
			'type Operation = { f: string; input: unknown; output: unknown; type: string };',
			"const inconsistent = Symbol.for('faultline.inconsistent');",
			'export default {',
			"	name: 'mine', description: 'a register that forgets', initial: null,",
			"	step: (state: unknown, { f, output }: Operation) => f === 'write' || output === null ? null : inconsistent,",
			'};',
		);
		expect(await faultline('check', stale, '--model', `./${model}`)).toMatchObject({ exitCode: 0 });
		const { stdout, exitCode } = await faultline('check', good, '--model', `./${model}`, '--html', 'good.html');
		expect(String(stdout)).toContain('good.jsonl: invalid');
		expect(String(stdout)).toContain(`again   faultline check good.jsonl --model ./${model}`);
		expect(exitCode).toBe(1);
		expect(readFileSync(join(folder, 'good.html'), 'utf8')).toContain('good.jsonl');
	});

	test.concurrent('a module that exports no model is told', async () => {
		const { stderr, exitCode } = await faultline(
			'check',
			good,
			'--model',
			`./${write('none.ts', 'export default 5;')}`,
		);
		expect(String(stderr)).toContain('Expected ./none.ts to export a model');
		expect(exitCode).toBe(254);
	});
});

describe('bench', () => {
	const short = ['--before', '3s', '--during', '2s', '--after', '2s', '--repetitions', '2'];
	const benchRaft = (...args: readonly string[]) =>
		faultline('bench', '--system', 'raft', '--fault', 'none,crash-primary', ...short, ...args);

	test('measures, writes a page and a file, gives the same again, and is no worse than itself', async () => {
		const first = await benchRaft('--out', 'bench');
		expect(first.exitCode).toBe(0);
		expect(first.stdout).toMatch(/^raft +none +\d.*\n +crash-primary +\d/m);
		expect(readFileSync(join(folder, 'bench/scorecard.html'), 'utf8')).toContain('crash-primary');
		const baseline = readFileSync(join(folder, 'bench/scorecard.json'), 'utf8');
		const again = await benchRaft('--out', 'bench-again', '--compare', 'bench/scorecard.json', '--json');
		const { comparison, ...scorecard } = JSON.parse(String(again.stdout));
		expect(scorecard).toEqual(JSON.parse(baseline));
		expect(comparison).toMatchObject({ regressions: [], missing: [] });
		expect(comparison.compared).toBeGreaterThan(20);
		expect(again.exitCode).toBe(0);
	});

	test('exits with 1 when it is worse than a baseline', async () => {
		const scorecard = JSON.parse(readFileSync(join(folder, 'bench/scorecard.json'), 'utf8'));
		scorecard.rows[1].figures.newPrimary.median /= 2;
		write('baseline.json', JSON.stringify(scorecard));
		const worse = await benchRaft('--out', 'bench-worse', '--compare', 'baseline.json');
		expect(worse.stdout).toMatch(/raft × crash-primary: newPrimary 100% worse, \d+ → \d+ ms/);
		expect(worse.exitCode).toBe(1);
		const allowed = await benchRaft('--out', 'bench-worse', '--compare', 'baseline.json', '--max-regression', '150%');
		expect(allowed.exitCode).toBe(0);
	});

	test.concurrent.each([
		[['--fault', 'crash-primry'], 'Did you mean `crash-primary`?'],
		[['--system', 'raf'], 'Did you mean `raft`?'],
		[['--repetitions', '0'], 'Expected `--repetitions` to be a whole number of at least 1, got `0`'],
		[['--seed', '1..3'], 'Expected `--seed` to be a whole number, got `1..3`'],
		[['--max-regression', '10'], 'Expected `--max-regression` to look like 10%, got `10`'],
		[['--during', '10'], 'Expected `--during` to look like 500ms'],
		[['--budget', 'soon'], 'Expected `--budget` to look like 500ms'],
		[['--runtime', 'dockr'], 'Expected `--runtime` to be one of sim, process, docker, got `dockr`. Did you mean'],
		[['--jobs', 'many'], 'Expected `--jobs` to be a whole number'],
		[['--compare', 'nowhere.json'], 'Expected a scorecard at nowhere.json'],
		[['--compare', 'package-like.json'], 'to be a scorecard as `faultline bench` writes it'],
	])('is refused with %j', async (args, complaint) => {
		write('package-like.json', '{"version": 2}');
		const result = await faultline('bench', ...args);
		expect(complaints(result)).toContain(complaint);
		expect(result.exitCode).toBe(254);
	});

	test('does not compare what cannot be compared', async () => {
		const result = await faultline('bench', '--compare', 'bench/scorecard.json');
		expect(complaints(result)).toContain('to be of the same runtime and phases');
		expect(result.exitCode).toBe(254);
	});
});

describe('list and doctor', () => {
	test.concurrent('everything has a name and a description', async () => {
		const { stdout } = await faultline('list', '--json');
		const inventory = JSON.parse(String(stdout));
		expect(Object.keys(inventory)).toEqual(['systems', 'workloads', 'nemeses', 'checkers', 'models', 'mutants']);
		for (const items of Object.values<{ name: string; description: string }[]>(inventory)) {
			expect(items.length).toBeGreaterThan(0);
			for (const item of items)
				expect(item).toMatchObject({ name: expect.any(String), description: expect.any(String) });
		}
	});

	test.concurrent('a reader that goes away is no error', async () => {
		const running = start('list');
		running.stdout.destroy();
		const result = await running;
		expect([complaints(result), result.exitCode]).toEqual(['', 0]);
	});

	test.concurrent('doctor says for each fault and runtime whether it can, or why not', async () => {
		const { stdout, exitCode } = await faultline('doctor', '--json');
		const { faults, docker } = JSON.parse(String(stdout));
		expect(Object.keys(faults)).toEqual(['sim', 'process', 'docker']);
		for (const support of Object.values<Record<string, { supported: boolean; reason?: string }>>(faults).flatMap(
			Object.values,
		)) {
			expect(support.supported || support.reason).toBeTruthy();
		}
		expect(typeof docker.engine.reachable).toBe('boolean');
		expect(exitCode).toBe(0);
	});

	test.concurrent('show-report serves the page on the loopback interface until Ctrl-C', async () => {
		write('report.html', '<!doctype html><title>here</title>');
		const running = start('show-report', '.', '--no-open');
		const url = await outputOf(running, /http:\/\/127\.0\.0\.1:\d+\//);
		expect(await (await fetch(url)).text()).toContain('<title>here</title>');
		expect((await fetch(`${url}other`)).status).toBe(404);
		running.kill('SIGINT');
		expect((await running).exitCode).toBe(130);
	});
});
