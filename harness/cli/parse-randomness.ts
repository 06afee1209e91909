import type { Delays, SeedBranch } from '../model/index.ts';
import { expected, parseDurationMs } from './parse.ts';

/** `priorities`, or the mean: `5ms`. */
export function parseDelays(text: string): Delays {
	if (text === 'priorities') return { kind: 'priorities' };
	const meanMs = /^[\d.]+m?s$/.test(text) ? parseDurationMs('--delays', text) : 0;
	if (meanMs > 0) return { kind: 'drawn', meanMs };
	throw expected('--delays', 'be a mean above 0 like 5ms, or `priorities`', text);
}

/** `12s:77,14500ms:3`: moments with the seeds that decide from then on, in order. */
export function parseBranches(text: string): readonly SeedBranch[] {
	const branches = text.split(',').map((branch) => parseBranch(branch.trim(), text));
	if (branches.every(({ atMs }, i) => i === 0 || atMs > (branches[i - 1] as SeedBranch).atMs)) return branches;
	throw expected('--branches', 'be in order of time', text);
}

function parseBranch(branch: string, text: string): SeedBranch {
	const match = /^([^:]+):(\d+)$/.exec(branch);
	if (match === null) throw expected('--branches', 'look like 12s:77,14500ms:3', text);
	return { atMs: parseDurationMs('--branches', match[1] as string), seed: String(BigInt(match[2] as string)) };
}
