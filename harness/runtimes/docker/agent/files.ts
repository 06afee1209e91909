import { execFileSync } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillDisk } from './fill-disk.ts';
import type { AgentRequest } from './protocol.ts';

export type FileRequest = Extract<
	AgentRequest,
	{ kind: 'read' | 'remove' | 'make-folder' | 'write' | 'probe' | 'hold' | 'fill' | 'shut-down' }
>;

/** What an agent does to files. Answers what it read. */
export function workOnFiles(request: FileRequest): string {
	switch (request.kind) {
		case 'read':
			return readFileSync(request.path, 'utf8');
		case 'write':
			writeFileSync(request.path, request.text);
			return '';
		case 'remove':
			rmSync(request.path);
			return '';
		case 'make-folder':
			mkdirSync(request.path, { recursive: true });
			return '';
		case 'probe':
			probe(join(request.directory, 'probe'));
			return '';
		case 'hold':
			openSync(request.path, 'r+');
			return '';
		case 'fill':
			assertMounted(request.directory, request.device);
			fillDisk(request.directory, request.file);
			return '';
		case 'shut-down':
			assertMounted(request.directory, request.device);
			execFileSync('xfs_io', ['-x', '-c', 'shutdown', request.directory], { stdio: 'pipe' });
			return '';
	}
}

/** Where nothing is mounted, the folder is on the machine's own disk: that must not be filled, let alone shut down. */
function assertMounted(directory: string, device: string): void {
	const mounted = statSync(directory).dev;
	if (mounted !== statSync(device).rdev) {
		throw new Error(`Expected ${device} to be mounted at ${directory}, got the device ${mounted}`);
	}
}

/** A full disk is one that can be written to. */
function probe(file: string): void {
	try {
		writeFileSync(file, 'x', { flush: true });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
	} finally {
		rmSync(file, { force: true });
	}
}
