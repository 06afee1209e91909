import { chmod } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Programs that start often or on other machines are one file each: a cold start matters, and so does having no node_modules. */
export async function bundlePrograms(outdir) {
	const options = {
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		outdir,
		absWorkingDir: root,
		logLevel: 'warning',
		// Some dependencies are CommonJS and call `require`.
		banner: {
			js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
		},
	};
	await Promise.all([
		build({
			...options,
			entryPoints: [
				{ in: 'bin/faultline.ts', out: 'faultline' },
				{ in: 'bin/campaign-worker.ts', out: 'campaign-worker' },
				{ in: 'checkers/linearizability/search-thread.ts', out: 'search-thread' },
			],
			splitting: true,
			chunkNames: 'chunks/[name]-[hash]',
			// What has native parts, or finds files beside itself, stays outside.
			external: ['dockerode', 'esbuild', 'tsx', 'tsx/*', 'piscina', 'playwright-core'],
		}),
		build({ ...options, entryPoints: ['bin/node.ts', 'bin/agent.ts'] }),
	]);
	await chmod(resolve(root, outdir, 'faultline.js'), 0o755);
}
