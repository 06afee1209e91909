import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, openSync, statfsSync, writeSync } from 'node:fs';

const chunk = Buffer.alloc(64 * 1024);

/** Takes all the space that is left on a file system: at once what it says is free, then what still fits, bit by bit. */
export function fillDisk(directory: string, file: string): void {
	const { bavail, bsize } = statfsSync(directory);
	reserve(file, bavail * bsize);
	const handle = openSync(file, 'a');
	try {
		for (let size = chunk.length; size > 0; ) if (!append(handle, size)) size >>= 1;
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/** What does not fit as a whole is reserved in part. */
function reserve(file: string, bytes: number): void {
	if (bytes === 0) return;
	try {
		execFileSync('fallocate', ['--length', String(bytes), file], { stdio: 'pipe' });
	} catch (error) {
		if (!/No space left/.test(String((error as { stderr?: Buffer }).stderr))) throw error;
	}
}

function append(handle: number, size: number): boolean {
	try {
		return writeSync(handle, chunk, 0, size) === size;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
		throw error;
	}
}
