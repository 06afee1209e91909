import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/**
 * A hash of a module and of all that it imports but packages: equal only where the code is. With it an interrupted campaign
 * is not gone on with after the system under test has been changed.
 *
 * What cannot be bundled counts as the text of the module alone.
 */
export async function codeIdentity(entry: string): Promise<string> {
	return createHash('sha256')
		.update(await codeOf(entry))
		.digest('hex');
}

async function codeOf(entry: string): Promise<string> {
	// Only where it is needed: it takes a while to load.
	const { build } = await import('esbuild');
	try {
		const { outputFiles } = await build({
			entryPoints: [entry],
			bundle: true,
			write: false,
			platform: 'node',
			format: 'esm',
			target: 'node20',
			logLevel: 'silent',
			// Paths of this machine would make shards differ.
			minifyWhitespace: true,
			legalComments: 'none',
			plugins: [withoutPackages],
		});
		return outputFiles[0]?.text ?? '';
	} catch {
		return readFileSync(entry, 'utf8');
	}
}

/** What lies in `node_modules` is left out; a package of the user's own that is linked there does not lie there. */
const withoutPackages: Plugin = {
	name: 'without-packages',
	setup(build) {
		build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData, ...where }) => {
			if (pluginData === resolving || kind === 'entry-point') return undefined;
			const resolved = await build.resolve(path, { ...where, kind, pluginData: resolving });
			const isPackage = resolved.errors.length > 0 || /[\\/]node_modules[\\/]/.test(resolved.path);
			return isPackage ? { path, external: true } : resolved;
		});
	},
};

const resolving = Symbol('resolving');
