import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleUserCode } from '../campaign/user-code.ts';
import { UsageError } from '../model/index.ts';

/**
 * The default export of a user's module, JavaScript or TypeScript. Throws a `UsageError` when there is no such file, or
 * when it cannot be loaded.
 */
export async function importModule(file: string, what: string): Promise<unknown> {
	const path = resolve(file);
	if (!existsSync(path)) throw new UsageError(`Expected a ${what} in \`${file}\`: there is no such file`);
	try {
		return unwrapDefault(await importAny(path));
	} catch (error) {
		throw new UsageError(`Cannot load the ${what} ${file}: ${error instanceof Error ? error.message : error}`, {
			cause: error,
		});
	}
}

interface Module {
	readonly default?: unknown;
}

/**
 * Always as an ES module, whatever the user's package says it is: as CommonJS it could not import a package that is an ES
 * module only. The bundle lies beside the module while it is loaded, since packages are looked for from there.
 */
async function importAny(path: string): Promise<Module> {
	const code = await bundleUserCode(path);
	const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.mjs`);
	try {
		writeFileSync(temporary, code);
	} catch {
		return importInPlace(path);
	}
	try {
		return await import(pathToFileURL(temporary).href);
	} finally {
		rmSync(temporary, { force: true });
	}
}

/** Where nothing can be written beside it. */
async function importInPlace(path: string): Promise<Module> {
	const { tsImport } = await import('tsx/esm/api');
	return tsImport(pathToFileURL(path).href, import.meta.url);
}

/** A module that was compiled to CommonJS has its exports one level deeper. */
function unwrapDefault(module: Module): unknown {
	const { default: exported } = module;
	const isWrapped =
		typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported;
	return isWrapped ? exported.default : exported;
}
