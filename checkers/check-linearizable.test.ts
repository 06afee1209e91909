import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { History } from '../harness/model/index.ts';
import { checkLinearizable, type RecordedEvent } from './check-linearizable.ts';
import { inconsistent, type Model } from './linearizability/model.ts';

const read = (process: number, value: number | null): RecordedEvent[] => [
	{ process, type: 'invoke', f: 'read' },
	{ process, type: 'ok', f: 'read', value },
];
const write = (process: number, value: number): RecordedEvent[] => [
	{ process, type: 'invoke', f: 'write', value },
	{ process, type: 'ok', f: 'write', value },
];

describe('checkLinearizable', () => {
	it('takes events and a history alike', async () => {
		for (const [events, valid] of [
			[[...write(0, 1), ...read(1, 1)], true],
			[[...write(0, 1), ...read(1, null)], false],
		] as const) {
			const history = History.of(events.map((event) => ({ time: 0, value: null, ...event })));
			expect((await checkLinearizable(events, { model: 'register' })).valid).toBe(valid);
			expect((await checkLinearizable(history, { model: 'register' })).valid).toBe(valid);
		}
	});

	it('takes a model that is typed by its state', async () => {
		const even: Model<number> = {
			name: 'even',
			description: 'a counter that goes up by two',
			initial: 0,
			step: (count, { f, output }) => (f === 'read' ? (output === count ? count : inconsistent) : count + 2),
		};
		const up: RecordedEvent[] = [
			{ process: 0, type: 'invoke', f: 'up' },
			{ process: 0, type: 'ok', f: 'up' },
		];
		expect((await checkLinearizable([...up, ...read(1, 2)], { model: even })).valid).toBe(true);
		expect((await checkLinearizable([...up, ...read(1, 1)], { model: even })).valid).toBe(false);
	});

	it('starts from another state, keeps to some functions, and stops when its time is over', async () => {
		const events = [...read(0, 7), ...write(0, 1)];
		expect((await checkLinearizable(events, { model: 'register', initial: 7 })).valid).toBe(true);
		expect((await checkLinearizable(events, { model: 'register', only: ['write'] })).valid).toBe(true);
		expect((await checkLinearizable(events, { model: 'register' })).valid).toBe(false);
		const { statistics } = await checkLinearizable(events, { model: 'register', algorithm: 'search' });
		expect(statistics).toMatchObject({ polynomialParts: 0, searchedParts: 1 });
	});

	it('refuses what it cannot judge, and says why', async () => {
		const check = (events: RecordedEvent[], options: object) =>
			checkLinearizable(events, { model: 'register', ...options });
		await expect(check(read(0, 1), { model: 'registr' })).rejects.toThrow('Did you mean `register`?');
		await expect(check(read(0, 1).slice(1), {})).rejects.toThrow('has no open operation');
		await expect(check([], { model: 'mutex', initial: 1 })).rejects.toThrow('one initial state only');
		await expect(check(read(0, 1), { model: 'mutex' })).rejects.toThrow('choose another model');
	});
});

describe('as a library', () => {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-library-'));
	afterAll(() => rmSync(folder, { recursive: true }));
	const bundle = async (entry: string, name: string) => {
		const { metafile } = await build({
			entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
			bundle: true,
			platform: 'node',
			format: 'esm',
			metafile: true,
			outfile: join(folder, name),
			absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
			// What is no file of the project must be one of Node's own modules.
			external: builtinModules.flatMap((builtin) => [builtin, `node:${builtin}`]),
		});
		return Object.keys(metafile.inputs);
	};

	it('checkers consist of themselves and the model, and run alone', async () => {
		const inputs = await bundle('index.ts', 'checkers.mjs');
		const others = inputs.filter((input) => !/^(checkers|harness\/model)\//.test(input));
		// The checker `statistics` counts latencies with a package; nothing else is needed.
		const packages = others.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? input);
		expect([...new Set(packages)].sort()).toEqual(['@assemblyscript/loader', 'base64-js', 'hdr-histogram-js', 'pako']);
		const script = `
			import { checkLinearizable } from './checkers.mjs';
			const events = ${JSON.stringify([...write(0, 1), ...read(1, null)])};
			console.log((await checkLinearizable(events, { model: 'register' })).anomalies[0].type);`;
		writeFileSync(join(folder, 'script.mjs'), script);
		const printed = execFileSync(process.execPath, ['script.mjs'], { cwd: folder, encoding: 'utf8' });
		expect(printed).toBe('nonlinearizable\n');
	});

	it('histories consist of themselves and the model', async () => {
		const inputs = await bundle('../harness/histories/index.ts', 'histories.mjs');
		expect(inputs.filter((input) => !/^harness\/(histories|model)\//.test(input))).toEqual([]);
	});
});
