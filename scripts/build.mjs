// Builds `dist/` from a checkout: the checker kernel, the report page, the library, and the bundled programs.
// `npm ci` runs it through `prepare`.
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildKernel } from './build-kernel.mjs';
import { buildReportPage } from './build-report-page.mjs';
import { bundlePrograms } from './bundle-programs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

await rm('dist', { recursive: true, force: true });
await Promise.all([buildKernel(), buildReportPage()]);
await Promise.all([compileLibrary(), bundlePrograms('dist/bin')]);

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
