import { exitCodeOfError, exitCodes } from './exit-codes.ts';

/** The reason in words, on standard error; the stack only when it is asked for. */
export function printError(error: unknown, { debug }: { readonly debug: boolean }): void {
	const message = error instanceof Error ? error.message : String(error);
	process.stderr.write(`faultline: ${message}\n`);
	if (debug && error instanceof Error) process.stderr.write(`${stackOf(error)}\n`);
	else if (isUnexpected(error)) process.stderr.write('Run it again with --debug to see where this comes from.\n');
}

/** Errors that have a name of ours explain themselves. */
function isUnexpected(error: unknown): boolean {
	if (exitCodeOfError(error) !== exitCodes.failed) return false;
	return !(error instanceof Error) || !['RuntimeError', 'RunFolderError', 'JournalError'].includes(error.name);
}

function stackOf(error: Error): string {
	const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : '';
	return `${error.stack ?? error.message}${cause}`;
}
