import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillDisk } from './fill-disk.ts';
import type { AgentRequest } from './protocol.ts';

export type FileRequest = Extract<
	AgentRequest,
	{ kind: 'read' | 'remove' | 'make-folder' | 'write' | 'probe' | 'hold' | 'fill' }
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
			fillDisk(request.directory, request.file);
			return '';
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
