import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** The page is for browsers and has a compiler configuration of its own, so the check of the root leaves it out. */
it('the sources of the page have no type errors', async () => {
	const compiler = createRequire(import.meta.url).resolve('@typescript/native/package.json');
	const page = fileURLToPath(new URL('./page', import.meta.url));
	const check = promisify(execFile)(process.execPath, [join(dirname(compiler), 'bin/tsc'), '-p', page]);
	expect(await check.then(({ stdout }) => stdout).catch(({ stdout }) => stdout)).toBe('');
});
