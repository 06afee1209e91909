// `npm run --silent bench -- [group…]`: bundles the benchmarks as the package's programs are bundled, so that what is measured is
// what runs, and starts them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildKernel } from './build-kernel.mjs';
import { buildReportPage } from './build-report-page.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

await Promise.all([buildKernel(), buildReportPage()]);
const groups = readdirSync('bench').filter((file) => file.endsWith('.bench.ts'));
const outdir = join('node_modules', '.cache', 'faultline', 'bench');
await build({
	entryPoints: [
		...['main.ts', ...groups].map((file) => ({ in: join('bench', file), out: file.slice(0, -'.ts'.length) })),
		{ in: 'checkers/linearizability/search-thread.ts', out: 'search-thread' },
	],
	bundle: true,
	splitting: true,
	platform: 'node',
	format: 'esm',
	target: 'node20',
	outdir,
	outExtension: { '.js': '.mjs' },
	logLevel: 'warning',
	external: ['dockerode', 'esbuild', 'tsx', 'tsx/*', 'piscina', 'playwright-core'],
	banner: {
		js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
	},
});
/** These do what a campaign's workers do, and get the same room for young objects. */
const likeWorkers = ['campaign', 'correctness', 'exploration', 'mutants', 'shrinking'];
const workerFlags = ['--min-semi-space-size=32', '--max-semi-space-size=64'];

const wanted = process.argv.slice(2);
for (const group of wanted.length > 0 ? wanted : groups.map((file) => file.slice(0, -'.bench.ts'.length))) {
	// `histories` counts the memory that a history takes, without what is garbage already.
	const flags = likeWorkers.includes(group) ? workerFlags : group === 'histories' ? ['--expose-gc'] : [];
	const { status } = spawnSync(process.execPath, [...flags, join(outdir, 'main.mjs'), group], { stdio: 'inherit' });
	process.exitCode ||= status ?? 1;
}
