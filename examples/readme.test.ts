import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from 'faultline';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../harness/cli/check-config.ts';
import { commonOptions } from '../harness/cli/command.ts';
import { commands } from '../harness/cli/commands/index.ts';
import { runtimeNames } from '../harness/cli/test-options.ts';
import { type FaultKind, faultKinds, figureKinds } from '../harness/model/index.ts';
import { hasNetem } from '../harness/runtimes/docker/supports.ts';
import { createRuntime } from '../harness/runtimes/index.ts';
import { supportOf } from '../harness/runtimes/runtime.ts';
import { benchmarkFaults } from '../nemeses/index.ts';
import { terminal } from '../reports/index.ts';
import config from './faultline.config.ts';

/** `UPDATE=1 npx vitest run examples/readme.test.ts` writes the failing run anew, as it is printed now. */
const update = process.env['UPDATE'] === '1';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const readme = read('README.md');
const documents = [
	'README.md',
	'docs/architecture.md',
	'docs/results.md',
	'docs/exploration.md',
	'docs/shrinking.md',
	'docs/campaigns.md',
	'docs/ci.md',
	'docs/robustness.md',
	'docs/checking-library.md',
	'systems/README.md',
	'nemeses/README.md',
	'checkers/README.md',
];

const failing = run({ system: 'raft', mutant: 'stale-reads', seed: '1' });

describe('README.md', () => {
	it('shows the examples as they are', () => {
		expect(readme).toContain(`\`\`\`ts\n${read('examples/lazy-register.test.ts')}\`\`\`\n`);
		expect(readme).toContain(`\`\`\`ts\n${read('examples/faultline.config.ts')}\`\`\`\n`);
		expect(checkConfig(config, 'examples/faultline.config.ts')).toBe(config);
	});

	it('and docs/checking-library.md shows its example as it is', () => {
		const example = read('examples/check-a-history.test.ts');
		expect(read('docs/checking-library.md')).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
	});

	it('shows a failing run, and the command fails', async () => {
		expect(readme).toContain('npx faultline run raft --mutant stale-reads --seed 1\n');
		expect(readme).toMatch(failingRun);
		const record = await failing;
		const anomalies = Object.values(record.verdict.checkers).flatMap((result) => result.anomalies);
		expect(anomalies.map(({ type }) => type)).toContain('nonlinearizable');
		const printed = comparable(terminal(record, { color: false }));
		if (update)
			writeFileSync(
				`${checkout}README.md`,
				readme.replace(failingRun, () => printed),
			);
		// Which operations prove it changes with every change of what a seed means; that there are some must not.
		expect(shapeOf(readme.match(failingRun)?.[0] ?? '')).toEqual(shapeOf(printed));
	});

	it('says what each runtime can break', () => {
		const cell = '(yes|no|with netem)';
		const rows = [...readme.matchAll(new RegExp(`^\\| ([a-z-]+): .* \\| ${cell} \\| ${cell} \\| ${cell} \\|$`, 'gm'))];
		expect(rows.map(([, kind]) => kind)).toEqual(faultKinds);
		for (const [, kind, ...cells] of rows) {
			for (const [i, runtime] of runtimeNames.entries()) {
				const support = supportOf(createRuntime({ runtime }), kind as FaultKind);
				const lacks = !support.supported && support.reason.includes('this machine');
				if (cells[i] === 'yes') expect(support.supported || lacks, `${kind} in ${runtime}`).toBe(true);
				if (cells[i] === 'no') expect(support.supported, `${kind} in ${runtime}`).toBe(false);
				if (cells[i] === 'with netem') expect(support.supported, `${kind} in ${runtime}`).toBe(hasNetem());
			}
		}
	});

	it('starts with the two commands, which are npm scripts', () => {
		const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
		expect(shellLines(readme).slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
		expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
	});
});

describe.each(documents)('%s', (document) => {
	it('refers to files that are there', () => {
		const folder = new URL('.', new URL(document, `file://${checkout}`));
		const links = [...read(document).matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => new URL(path as string, folder));
		for (const link of links) expect(existsSync(link), link.href).toBe(true);
	});

	it('calls faultline with commands and options that there are', () => {
		for (const call of callsIn(read(document))) expect(whatIsWrong(call), call).toBeNull();
	});
});

it('docs/results.md explains every field', async () => {
	const { options, verdict, history, faults } = await failing;
	const documented = read('docs/results.md');
	const fields = [options, verdict, [...history.events()], faults].flatMap((value) => [...fieldsOf(value)]);
	expect(fields.length).toBeGreaterThan(1000);
	for (const field of new Set(fields)) expect(documented).toMatch(new RegExp(`\`\\.?${field}\``));
});

it('docs/robustness.md names every fault and every figure, and what they are', () => {
	const page = read('docs/robustness.md');
	for (const { name, description } of benchmarkFaults) expect(page).toContain(`| \`${name}\` | ${description} |\n`);
	for (const [name, { unit, better, description }] of Object.entries(figureKinds)) {
		expect(page).toContain(`| \`${name}\` | ${unit} | ${better} | ${description} |\n`);
	}
});

it('a call that is wrong is noticed', () => {
	expect(callsIn('```sh\nnpm ci && npx faultline rum raft # oops\n```\n')).toEqual(['rum raft']);
	expect(callsIn('Say `npx faultline list` or\n`faultline run raft --sed 1`.')).toEqual(['list', 'run raft --sed 1']);
	expect(whatIsWrong('rum raft')).toBe('no command rum');
	expect(whatIsWrong('run raft --sed 1')).toBe('no option --sed');
	expect(whatIsWrong('run raft --seed=1 --no-color')).toBeNull();
});

/** What a comment in the README says is written by this test. */
const failingRun = /(?<=writes this block\. -->\n```\n)[\s\S]*?(?=```\n)/;

/** Without the counts and times of checkers, and what follows the witness: they differ from run to run. */
function comparable(text: string): string {
	const lines = text.split('\n').filter((line) => !/^ {2}operations |\(checked in /.test(line));
	const end = lines.findIndex((line) => line.startsWith('seed'));
	return `${lines
		.slice(0, end)
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim()}\n`;
}

/** Lines that are the same whatever the witness is. */
function shapeOf(block: string): readonly string[] {
	return block
		.split('\n')
		.filter((line) => /^(INVALID|nonlinearizable|What it means)/.test(line))
		.map((line) => line.trimEnd());
}

/** Every line of a block of shell commands. */
function shellLines(markdown: string): readonly string[] {
	return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
		(block as string).trim().split('\n'),
	);
}

/** Calls in blocks of shell commands and between backquotes, without the program's name. */
function callsIn(markdown: string): readonly string[] {
	const quoted = [...markdown.matchAll(/`((?:npx )?faultline [^`]+)`/g)].map(([, code]) => code as string);
	return [...shellLines(markdown), ...quoted].flatMap((line) =>
		[...line.matchAll(/\bfaultline ([^&|;#]+)/g)].map(([, call]) => (call as string).trim()),
	);
}

function whatIsWrong(call: string): string | null {
	const [name, ...words] = call.split(/\s+/) as [string, ...string[]];
	if (name === '--help' || name === '--version' || name === '…') return null;
	const command = commands.find(({ usage }) => usage.split(' ')[0] === name);
	if (command === undefined) return `no command ${name}`;
	const known = Object.keys({ ...command.options, ...commonOptions });
	const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0] as string);
	const unknown = options.find((option) => !known.includes(option.replace(/^no-/, '')));
	return unknown === undefined ? null : `no option --${unknown}`;
}

/** Names of fields, at any depth. */
function* fieldsOf(value: unknown): Generator<string> {
	if (typeof value !== 'object' || value === null) return;
	for (const [field, inner] of Object.entries(value)) {
		if (!Array.isArray(value)) yield field;
		yield* fieldsOf(inner);
	}
}

function read(path: string): string {
	return readFileSync(`${checkout}${path}`, 'utf8');
}
