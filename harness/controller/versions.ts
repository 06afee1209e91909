import { randomBytes } from 'node:crypto';
import type { Versions } from './run-folder.ts';

/** What is recorded beside a run: another version may run the same seed otherwise. */
export const versions: Versions = { faultline: '0.1.0', node: process.version };

/** A seed for a test that was given none: 48 bits, so that it is short to read and exact as a number. */
export function drawSeed(): string {
	return String(randomBytes(6).readUIntBE(0, 6));
}
