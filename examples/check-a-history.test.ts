import { checkLinearizable, inconsistent, type Model } from 'faultline/checkers';
import { readHistory } from 'faultline/histories';
import { expect, it } from 'vitest';

/** A lock that counts: `acquire` returns a number greater than all before (a fencing token). */
const fencedLock: Model<{ readonly held: boolean; readonly token: number }> = {
	name: 'fenced-lock',
	description: 'acquire returns greater and greater numbers; release; free at first',
	initial: { held: false, token: 0 },
	step({ held, token }, { f, type, output }) {
		if (f === 'release') return held ? { held: false, token } : inconsistent;
		if (held || (type === 'ok' && Number(output) <= token)) return inconsistent;
		return { held: true, token: type === 'ok' ? Number(output) : token };
	},
};

it('finds a token that is not greater than the one before', async () => {
	const result = await checkLinearizable(
		[
			{ process: 0, type: 'invoke', f: 'acquire' },
			{ process: 0, type: 'ok', f: 'acquire', value: 34 },
			{ process: 0, type: 'invoke', f: 'release' },
			{ process: 1, type: 'invoke', f: 'acquire' },
			{ process: 0, type: 'ok', f: 'release' },
			{ process: 1, type: 'ok', f: 'acquire', value: 33 },
		],
		{ model: fencedLock, timeoutMs: 10_000 },
	);
	expect(result.valid).toBe(false);
	expect(result.anomalies[0]?.message).toContain('no order of the operations explains acquire');
});

it('judges a file that another tool recorded', async () => {
	const history = readHistory(new URL('register.edn', import.meta.url).pathname);
	const result = await checkLinearizable(history, { model: 'cas-register' });
	expect(result.valid).toBe(true);
});
