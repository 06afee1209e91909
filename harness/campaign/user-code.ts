import { readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, Loader, Plugin } from 'esbuild';

/**
 * A user's module (TypeScript or JavaScript, ES module or CommonJS) with all that it imports but packages, as one ES module. A file
 * still knows where it lies: `import.meta.url` and `__dirname` are those of the source. Rejects when it cannot be bundled.
 */
export function bundleUserCode(entry: string): Promise<string> {
	const define = Object.fromEntries([...places.keys()].map((name) => [name, variableOf(name)]));
	return bundle({ entryPoints: [entry], define, plugins: [withoutPackages, withPlaces] });
}

/** The same without anything that names a folder of this machine: equal only where the code is. */
export function bundleForComparison(entry: string): Promise<string> {
	return bundle({ entryPoints: [entry], minifyWhitespace: true, legalComments: 'none', plugins: [withoutPackages] });
}

async function bundle(options: BuildOptions): Promise<string> {
	// Only where it is needed: it takes a while to load.
	const { build } = await import('esbuild');
	const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'silent' } as const;
	const { outputFiles } = await build({ ...common, ...options, write: false });
	return outputFiles[0]?.text ?? '';
}

/** What lies in `node_modules` is left out; a package of the user's own that is linked there does not lie there. */
const withoutPackages: Plugin = {
	name: 'without-packages',
	setup(build) {
		build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, pluginData, ...where }) => {
			if (pluginData === resolving || kind === 'entry-point') return undefined;
			const resolved = await build.resolve(path, { ...where, kind, pluginData: resolving });
			const isPackage = resolved.errors.length > 0 || /[\\/]node_modules[\\/]/.test(resolved.path);
			return isPackage || resolved.external ? { path, external: true } : resolved;
		});
	},
};

const resolving = Symbol('resolving');

/** What a file may ask about its own place, and the answer. */
const places: ReadonlyMap<string, (path: string) => string> = new Map([
	['import.meta.url', (path) => pathToFileURL(path).href],
	['import.meta.filename', (path) => path],
	['import.meta.dirname', dirname],
	['__filename', (path) => path],
	['__dirname', dirname],
]);

function variableOf(name: string): string {
	return `__faultline_${name.replaceAll('.', '_')}`;
}

const loaders: Readonly<Record<string, Loader>> = {
	'.ts': 'ts',
	'.mts': 'ts',
	'.cts': 'ts',
	'.tsx': 'tsx',
	'.jsx': 'jsx',
};

/** On the first line, so that no line of an error changes. */
const withPlaces: Plugin = {
	name: 'with-places',
	setup(build) {
		build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
			const text = readFileSync(path, 'utf8');
			const asked = [...places].filter(([name]) => text.includes(name));
			const answers = asked.map(([name, answer]) => `const ${variableOf(name)} = ${JSON.stringify(answer(path))};`);
			const contents = text.startsWith('#!') ? text : answers.join('') + text;
			return { contents, loader: loaders[extname(path)] ?? 'js' };
		});
	},
};
