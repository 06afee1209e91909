import { writeFileSync } from 'node:fs';
import { UsageError } from '../model/index.ts';

/** Writes what the caller asked for to where they asked. Throws a `UsageError` that says why it cannot. */
export function writeFileOf(what: string, path: string, content: string): void {
	try {
		writeFileSync(path, content);
	} catch (error) {
		throw new UsageError(`Cannot write ${what} to ${path}: ${(error as Error).message}`, { cause: error });
	}
}
