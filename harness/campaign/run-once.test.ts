import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { primary, registry } from '../controller/fixtures/primary-system.ts';
import { resolveOptions } from '../controller/resolve-options.ts';
import type { Checker, NodeContext, PlannedRun, Registry, System, Validity } from '../model/index.ts';
import { simulation } from '../runtimes/simulation/index.ts';
import { runOnce } from './run-once.ts';

const out = mkdtempSync(join(tmpdir(), 'faultline-run-once-'));
afterAll(() => rmSync(out, { recursive: true }));

/** Answers what it is told to, run by run. */
function checkerThatSays(...answers: readonly Validity[]): Checker {
	let checks = 0;
	return {
		name: 'counts',
		description: 'Says what it is told to.',
		check: async () => {
			const valid = answers[Math.min(checks++, answers.length - 1)] as Validity;
			const anomalies = valid === false ? [{ type: 'bad', message: 'So it is said', operations: [0] }] : [];
			return { valid, anomalies, millis: 0 };
		},
	};
}

/** Keeps a count outside its nodes, which goes on from run to run. */
function forgetfulOfRuns(): System {
	let lives = 0;
	return {
		...primary,
		createNode(context: NodeContext) {
			context.setTimer('tick', ++lives, () => {});
			return primary.createNode(context);
		},
	};
}

function runOf(change: Partial<Registry>, repeat: boolean) {
	const changed = { ...registry, ...change };
	const options = resolveOptions(
		{ system: 'primary', nemeses: [], timeMs: 500, recoveryMs: 0, seed: '1' },
		changed,
		() => '1',
	);
	const planned: PlannedRun = { options, project: 'p', mix: 'none', repeat };
	const versions = { faultline: '0.1.0', node: 'v20' };
	return runOnce(planned, { registry: changed, runtime: simulation, versions, out });
}

describe('runOnce', () => {
	it('keeps nothing of a valid run', async () => {
		const run = await runOf({}, true);
		expect(run).toMatchObject({ result: 'valid', project: 'p', mix: 'none', seed: '1', directory: null, text: null });
		expect(run.traceHash).toMatch(/^[0-9a-f]{16}$/);
		expect(readdirSync(out)).toEqual([]);
	});

	it('keeps the folder of a run that is not valid', async () => {
		const run = await runOf({ checkers: [checkerThatSays(false)] }, false);
		expect(run).toMatchObject({ result: 'invalid', anomalies: [{ checker: 'counts', type: 'bad' }], text: 'seed 1' });
		expect(readdirSync(run.directory as string)).toContain('verdict.json');
	});

	it('a finding that does not come again is an error of determinism', async () => {
		const run = await runOf({ systems: [forgetfulOfRuns()], checkers: [checkerThatSays(false)] }, false);
		expect(run).toMatchObject({ result: 'error', nondeterministic: true, anomalies: [] });
		expect(run.reason).toContain('The simulation did not repeat itself');
	});

	it('and so is a valid run of that kind, where it is repeated', async () => {
		expect(await runOf({ systems: [forgetfulOfRuns()] }, true)).toMatchObject({ nondeterministic: true });
		expect(await runOf({ systems: [forgetfulOfRuns()] }, false)).toMatchObject({ result: 'valid' });
	});

	it('the same history with another verdict is one too', async () => {
		const run = await runOf({ checkers: [checkerThatSays(false, true)] }, false);
		expect(run).toMatchObject({ result: 'error', nondeterministic: true });
		expect(run.reason).toMatch(/The same history \(trace hash [0-9a-f]{16}\) was judged invalid, then valid/);
	});

	it('that time ran out in one of two runs says nothing', async () => {
		expect(await runOf({ checkers: [checkerThatSays('unknown', true)] }, false)).toMatchObject({ result: 'valid' });
		expect(await runOf({ checkers: [checkerThatSays(false, 'unknown')] }, false)).toMatchObject({ result: 'unknown' });
	});

	it('what could not be run says why', async () => {
		const broken: System = {
			...primary,
			createNode: () => {
				throw new Error('no luck');
			},
		};
		const run = await runOf({ systems: [broken] }, false);
		expect(run).toMatchObject({ result: 'error', traceHash: null });
		expect(run.nondeterministic).toBeUndefined();
		expect(run.reason).toContain('no luck');
	});
});
