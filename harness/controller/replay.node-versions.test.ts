import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';

/** Prints seed, trace hash and a hash of the history, of Raft under a swarm of faults. */
const program = `
	import { createHash } from 'node:crypto';
	import { registry } from '../../registry.ts';
	import { simulation } from '../runtimes/simulation/index.ts';
	import { resolveOptions } from './resolve-options.ts';
	import { runTest } from './run-test.ts';
	import { drawSwarm } from './strategy/swarm.ts';

	for (const seed of ['1', '2', '3', '4', '5', '18446744073709551615']) {
		const swarm = drawSwarm(registry.systems.find(({ name }) => name === 'raft'), registry, simulation, seed);
		const options = resolveOptions({ system: 'raft', ...swarm, seed, timeMs: 10_000, recoveryMs: 2_000 }, registry, () => seed);
		const { verdict, history } = await runTest(options, { registry, runtime: simulation, versions: { faultline: '', node: '' } });
		const events = [...history.events()].map((event) => JSON.stringify(event)).join();
		console.log(seed, verdict.traceHash, createHash('sha256').update(events).digest('hex'), history.length);
	}
`;

const folder = mkdtempSync(join(tmpdir(), 'faultline-node-versions-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'print-hashes.mjs');

async function bundleProgram(): Promise<void> {
	await build({
		stdin: { contents: program, resolveDir: import.meta.dirname, loader: 'ts' },
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		outfile: file,
		external: ['dockerode', 'execa', 'esbuild'],
		banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
	});
}

const node24 = ['-y', '-p', 'node@24', 'node'];
const hasNode24 = (await execa('npx', [...node24, '--version'], { reject: false, timeout: 120_000 })).stdout.startsWith(
	'v24',
);
const required = process.env['FAULTLINE_REQUIRE_NODE_24'] === '1';
if (!hasNode24) console.log('Node 24 cannot be had from the npm registry here: the comparison with it is skipped');

describe('the same seed', () => {
	it.skipIf(!hasNode24 && !required)(
		'gives the same trace hash and history, twice in a row and on Node 24',
		async () => {
			await bundleProgram();
			const first = await execa(process.execPath, [file]);
			const second = await execa(process.execPath, [file]);
			const on24 = await execa('npx', [...node24, file]);
			expect(first.stdout.split('\n')).toHaveLength(6);
			expect(second.stdout).toBe(first.stdout);
			expect(on24.stdout).toBe(first.stdout);
		},
	);
});
