import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../model/index.ts';

/**
 * The default export of a user's module, JavaScript or TypeScript. Throws a `UsageError` when there is no such file, or
 * when it cannot be loaded.
 */
export async function importModule(file: string, what: string): Promise<unknown> {
	const path = resolve(file);
	if (!existsSync(path)) throw new UsageError(`Expected a ${what} in \`${file}\`: there is no such file`);
	try {
		// Only where it is needed: loading the compiler takes longer than all else.
		const { tsImport } = await import('tsx/esm/api');
		const module = await tsImport(pathToFileURL(path).href, import.meta.url);
		return unwrapDefault(module);
	} catch (error) {
		throw new UsageError(`Cannot load the ${what} ${file}: ${error instanceof Error ? error.message : error}`, {
			cause: error,
		});
	}
}

/** A module that is CommonJS (its package does not say `"type": "module"`) has its exports one level deeper. */
function unwrapDefault(module: { readonly default?: unknown }): unknown {
	const { default: exported } = module;
	const isWrapped =
		typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported;
	return isWrapped ? exported.default : exported;
}
