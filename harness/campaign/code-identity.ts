import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { bundleForComparison } from './user-code.ts';

/**
 * A hash of a module and of all that it imports but packages: equal only where the code is. With it an interrupted campaign
 * is not gone on with after the system under test has been changed.
 *
 * What cannot be bundled counts as the text of the module alone.
 */
export async function codeIdentity(entry: string): Promise<string> {
	const code = await bundleForComparison(entry).catch(() => readFileSync(entry, 'utf8'));
	return createHash('sha256').update(code).digest('hex');
}
