import { createHash } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { stateFolder } from '../real/state-folder.ts';

/** The node host as one file. */
export function nodeHostBundle(): Promise<string> {
	return programBundle('node');
}

/** The program that runs in containers beside the nodes, as one file. */
export function agentBundle(): Promise<string> {
	return programBundle('agent');
}

/** A user's module (TypeScript or JavaScript) with all that it imports, as one file. */
export function moduleBundle(url: string): Promise<string> {
	return bundle(fileURLToPath(url));
}

/** A program of `bin/`: the built one when this is the built package, else one made now from the sources. */
function programBundle(name: string): Promise<string> {
	const built = builtProgram(name);
	return built === undefined
		? bundle(fileURLToPath(new URL(`../../../bin/${name}.ts`, import.meta.url)))
		: Promise.resolve(built);
}

/** The built package has its programs in the `bin` of its `dist`, wherever this code was bundled to. */
function builtProgram(name: string): string | undefined {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (basename(folder) !== 'dist') {
		const parent = dirname(folder);
		if (parent === folder) return undefined;
		folder = parent;
	}
	const path = join(folder, 'bin', `${name}.js`);
	return existsSync(path) ? path : undefined;
}

const bundles = new Map<string, Promise<string>>();

/** The path of a file named by its own content, so that it is never out of date and two processes never differ over it. */
function bundle(entry: string): Promise<string> {
	let path = bundles.get(entry);
	if (path === undefined) {
		path = build(entry);
		bundles.set(entry, path);
	}
	return path;
}

async function build(entry: string): Promise<string> {
	const { build } = await import('esbuild');
	const result = await build({
		entryPoints: [entry],
		bundle: true,
		write: false,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		logLevel: 'silent',
		external: [...notForNodes],
		plugins: [withoutUnusedParts],
		// What is CommonJS inside may call `require`, which an ES module has not.
		banner: {
			js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
		},
	});
	const text = (result.outputFiles[0] as { text: string }).text;
	const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
	const path = join(stateFolder('bundles'), `${basename(entry).replace(/\.[cm]?[jt]s$/, '')}-${hash}.mjs`);
	if (!existsSync(path)) {
		const temporary = `${path}.${process.pid}.tmp`;
		writeFileSync(temporary, text);
		renameSync(temporary, path);
	}
	return path;
}

/** Of the harness, never of a node: they have native parts, which cannot be bundled. */
const notForNodes: readonly string[] = ['dockerode', 'esbuild', 'piscina', 'tsx', 'tsx/*'];

/**
 * A system that imports `faultline` names the whole harness, and uses a few functions of it. What the harness imports has
 * no effects of its own, so all that is not used falls away, and with it the packages that only a controller needs.
 */
const withoutUnusedParts: Plugin = {
	name: 'without-unused-parts',
	setup(build) {
		build.onResolve({ filter: /.*/ }, async ({ path, importer, pluginData, ...where }) => {
			if (pluginData === resolving || !importer.startsWith(packageRoot)) return undefined;
			const resolved = await build.resolve(path, { ...where, importer, pluginData: resolving });
			return { ...resolved, sideEffects: false };
		});
	},
};

const resolving = Symbol('resolving');
const packageRoot = fileURLToPath(new URL('../../../', import.meta.url));
