import { expect, it } from 'vitest';
import { run } from '../../run.ts';

/**
 * A request to prepare that comes twice finds the first vote still on its way to a slow disk. Three of these seeds used to
 * commit what a participant had not written down: the second request was answered at once.
 */
it('a repeated vote waits for the disk as the first one does', async () => {
	for (let seed = 1; seed <= 14; seed++) {
		const { verdict } = await run({
			system: 'two-phase-commit',
			workload: 'votes',
			nemeses: ['disk-slow', 'duplicate', 'crash-one'],
			timeMs: 15_000,
			seed: String(seed),
		});
		expect([seed, verdict.valid]).toEqual([seed, true]);
	}
});
