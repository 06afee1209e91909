import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * A user's project outside this repository, with the package as npm would publish it. Slow, for it packs and installs: but nothing
 * else shows that what is published has all that it needs.
 */
const checkout = fileURLToPath(new URL('..', import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-own-project-')));
const project = join(folder, 'own-project');
afterAll(() => rmSync(folder, { recursive: true }));

const required = process.env['FAULTLINE_REQUIRE_REGISTRY'] === '1';
const hasRegistry = (await execa('npm', ['ping'], { reject: false, timeout: 30_000 })).exitCode === 0;
if (!hasRegistry)
	console.log("npm's registry cannot be reached here: the project that installs the package is skipped");

/** Packs a copy, so that nobody who uses the checkout's `dist` finds it gone. `prepare` builds it, as it does for `npm publish`. */
async function pack(): Promise<string> {
	const copy = join(folder, 'copy');
	const { stdout: files } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
		cwd: checkout,
	});
	for (const file of files.split('\0').filter((name) => name !== '')) cpSync(join(checkout, file), join(copy, file));
	symlinkSync(join(checkout, 'node_modules'), join(copy, 'node_modules'));
	const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: copy });
	const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
	return join(folder, filename);
}

async function install(archive: string): Promise<void> {
	cpSync(join(checkout, 'examples/own-project'), project, { recursive: true });
	const packages = [archive, '@types/node@20'];
	await execa('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], { cwd: project });
}

function faultline(...args: readonly string[]) {
	const program = join(project, 'node_modules', '.bin', 'faultline');
	return execa(program, [...args, '--no-color'], { cwd: project, reject: false, env: { CI: '' } });
}

describe.skipIf(!hasRegistry && !required)('a project with a system of its own', () => {
	beforeAll(async () => install(await pack()), 300_000);

	it('type-checks against the declarations of the package', async () => {
		const all = ['.', '/systems', '/nemeses', '/checkers', '/reports'].map(
			(path) => `faultline${path.replace('.', '')}`,
		);
		const lines = all.map((name, i) => `import * as part${i} from '${name}';\nexport { part${i} };\n`);
		writeFileSync(join(project, 'every-part.ts'), lines.join(''));
		for (const compiler of ['@typescript/native/bin/tsc', 'typescript/lib/tsc.js']) {
			const file = join(checkout, 'node_modules', compiler);
			const { stdout, exitCode } = await execa(process.execPath, [file, '-p', '.'], { cwd: project, reject: false });
			expect([stdout, exitCode], compiler).toEqual(['', 0]);
		}
	});

	it('has its campaign, with its projects and reports', async () => {
		const { stdout, stderr, exitCode } = await faultline('campaign');
		expect(stderr).toBe('');
		expect(stdout).toContain('✓ healthy, lazy-register/default with no nemesis, seed 1');
		expect(stdout).toContain('✗ broken, lazy-register/default with partition,pause, seed 2  invalid: nonlinearizable');
		expect(stdout.split('\n').at(-1)).toBe('2 valid, 4 invalid, 0 unknown');
		expect(exitCode).toBe(1);
		const { failures } = JSON.parse(readFileSync(join(project, 'runs/campaign.json'), 'utf8'));
		expect(failures).toHaveLength(4);
		expect(readFileSync(join(project, 'runs/junit.xml'), 'utf8')).toContain('tests="6" failures="4" errors="0"');
	});

	it('runs one test of it, and replays that', async () => {
		const run = await faultline('run', 'lazy-register', '--nemesis', 'partition', '--time', '5s', '--seed', '1');
		expect(run.stdout).toContain('INVALID  lazy-register · default · sim · partition');
		expect(run.exitCode).toBe(1);
		const replayed = await faultline('replay', 'runs/latest', '--json');
		expect(JSON.parse(replayed.stdout)).toMatchObject({ identical: true, valid: false });
	});

	it('runs it in processes', async () => {
		const args = ['--runtime', 'process', '--nemesis', 'none', '--nodes', '1', '--time', '2s', '--recovery', '0s'];
		const { stdout, exitCode } = await faultline('run', 'lazy-register', ...args);
		expect(stdout).toContain('VALID  lazy-register · default · process · no nemesis');
		expect(exitCode).toBe(0);
	});

	it('checks a history', async () => {
		const model = ['--model', 'register', '--options', '{"initial":0}'];
		const { stdout, exitCode } = await faultline('check', 'runs/latest/history.jsonl', ...model);
		expect(stdout).toContain('runs/latest/history.jsonl: valid');
		expect(exitCode).toBe(0);
	});
});
