import { writeFileSync } from 'node:fs';
import { UsageError } from '../model/index.ts';

/**
 * Writes what the caller asked for to where they asked. Throws a `UsageError` that says why it cannot.
 *
 * @param prepare makes the folder, where there may be none
 */
export function writeFileOf(
	what: string,
	path: string,
	content: string,
	prepare: () => void = () => {},
	write: (path: string, content: string) => void = writeFileSync,
): void {
	try {
		prepare();
		write(path, content);
	} catch (error) {
		throw new UsageError(`Cannot write ${what} to ${path}: ${(error as Error).message}`, { cause: error });
	}
}
