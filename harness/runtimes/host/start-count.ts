import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How often a node has started over its data directory, this time included: 1 at first. A node's random stream depends on it, so
 * that a restarted node does not repeat the draws of its earlier life.
 */
export function countStart(dataDirectory: string): number {
	mkdirSync(dataDirectory, { recursive: true });
	const path = join(dataDirectory, 'starts');
	const descriptor = openSync(path, 'a');
	try {
		writeSync(descriptor, '.');
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	return readFileSync(path).length;
}
