// Builds `dist/` from a checkout: the checker kernel, the report page, the library, and the bundled programs.
// `npm ci` runs it through `prepare`.
import { execFile } from 'node:child_process';
import { chmod, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { buildKernel } from './build-kernel.mjs';
import { buildReportPage } from './build-report-page.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

await rm('dist', { recursive: true, force: true });
await Promise.all([buildKernel(), buildReportPage()]);
await Promise.all([compileLibrary(), bundlePrograms()]);

/** One JavaScript file a source file, with declarations: what `import 'faultline'` gets. */
async function compileLibrary() {
	const require = createRequire(import.meta.url);
	const tsc = join(dirname(require.resolve('@typescript/native/package.json')), 'bin', 'tsc');
	try {
		await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json']);
	} catch (error) {
		throw new Error(`The library does not compile:\n${error.stdout}`);
	}
}

/** Programs that start often or on other machines are one file each: a cold start matters, and so does having no node_modules. */
async function bundlePrograms() {
	const options = {
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		outdir: 'dist/bin',
		logLevel: 'warning',
		// Some dependencies are CommonJS and call `require`.
		banner: {
			js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
		},
	};
	await Promise.all([
		build({
			...options,
			entryPoints: ['bin/faultline.ts', 'bin/campaign-worker.ts'],
			splitting: true,
			chunkNames: 'chunks/[name]-[hash]',
			// What has native parts, or finds files beside itself, stays outside.
			external: ['dockerode', 'esbuild', 'tsx', 'tsx/*', 'piscina', 'playwright-core'],
		}),
		build({ ...options, entryPoints: ['bin/node.ts'] }),
	]);
	await chmod('dist/bin/faultline.js', 0o755);
}
