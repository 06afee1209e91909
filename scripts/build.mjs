// Builds `dist/` from a checkout: the checker kernel, the report page, the library, and the bundled programs.
// `npm ci` runs it through `prepare`.
import { execFile } from 'node:child_process';
import { rm, symlink } from 'node:fs/promises';
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
await linkProgram();

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

/** So that `npx faultline` inside the checkout starts the program at once; otherwise npx would build it first, each time. */
async function linkProgram() {
	const link = join('node_modules', '.bin', 'faultline');
	await rm(link, { force: true });
	await symlink(join('..', '..', 'dist', 'bin', 'faultline.js'), link).catch((error) => {
		// Windows allows links to administrators only; npx finds its own way there.
		if (error.code !== 'EPERM') throw error;
	});
}
