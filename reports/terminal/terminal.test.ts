import { describe, expect, it } from 'vitest';
import { type CheckerResult, replayCommand } from '../../harness/model/index.ts';
import { nastyRun } from '../fixtures/nasty.ts';
import { staleRead } from '../fixtures/stale-read.ts';
import { unknownRun, validRun } from '../fixtures/valid.ts';
import { terminal } from './terminal.ts';

const escapeCharacter = String.fromCharCode(27);

describe('terminal', () => {
	it('ends a failure with verdict, witness, meaning, seed, replay and report', () => {
		const run = staleRead();
		const text = terminal(run, { color: false });
		expect(text).toMatch(/^INVALID {2}raft · register · sim/);
		expect(text).toContain(
			[
				'  process 0  |- write k3 4 -|',
				'  process 1                  |- write k3 5 -|',
				'  process 2                                  |- read k3 → 5 -|',
				'  process 3                   |------------------ cas k3 5→6 ------------------?',
				'  process 4                                                   |= read k3 → 4 =|',
			].join('\n'),
		);
		expect(text).toContain('=== read k3 → 4 by process 4 fits into no order; possible states then: 5 or 6');
		expect(text).toContain('What it means: A linearizable system');
		expect(text).toContain('seed    4711  trace 9f86d081884c7d65');
		expect(text).toContain(`replay  ${replayCommand(run.options)}`);
		expect(text).toMatch(/report {2}runs\/raft-register-4711-\S+\/report\.html$/);
	});

	it('ends a valid run with its counts and checkers, and no witness', () => {
		const run = validRun();
		const text = terminal(run, { color: false });
		const { ok, fail, info } = run.verdict.operations;
		expect(text).toMatch(/^VALID/);
		expect(text).toContain(`${ok} ok, ${fail} fail, ${info} info`);
		expect(text).toContain('linearizability  valid');
		expect(text).not.toContain('process');
	});

	it('never lets an unknown verdict look like a valid one', () => {
		const text = terminal(unknownRun(), { color: false });
		expect(text).toMatch(/^UNKNOWN/);
		expect(text).toContain('linearizability  unknown: The time limit of 60 s passed.');
	});

	it('colours only when asked to', () => {
		expect(terminal(staleRead(), { color: false })).not.toContain(escapeCharacter);
		expect(terminal(staleRead(), { color: true })).toContain(`${escapeCharacter}[31m`);
	});

	it('escapes what would move the cursor or forge a line', () => {
		const text = terminal(nastyRun(), { color: false });
		expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
		expect(text).toContain('\\u001b[31m');
	});

	it('shows the beginning of what is too long for people', () => {
		const run = staleRead();
		const endless = 'x'.repeat(1_000_000);
		const [name = '', result] = Object.entries(run.verdict.checkers).find(([, { valid }]) => valid === false) ?? [];
		const anomalies = result?.anomalies.map((anomaly) => ({ ...anomaly, message: endless })) ?? [];
		const checkers = { [name]: { ...result, anomalies, remark: endless } as CheckerResult };
		const text = terminal({ ...run, verdict: { ...run.verdict, checkers } }, { color: false });
		expect(text).toMatch(/xxx…\s\(1,000,000 characters in all\)/);
		expect(text.length).toBeLessThan(10_000);
	});

	it('shows the smallest of several witnesses and counts the others', () => {
		const run = staleRead();
		const checker = run.verdict.checkers['linearizability'];
		const [anomaly] = checker?.anomalies ?? [];
		if (checker === undefined || anomaly === undefined) throw new Error('Expected an anomaly in the sample');
		const bigger = { ...anomaly, message: 'bigger', operations: [...anomaly.operations, 0, 1] };
		const checkers = { linearizability: { ...checker, anomalies: [bigger, anomaly] } };
		const text = terminal({ ...run, verdict: { ...run.verdict, checkers } }, { color: false });
		expect(text).not.toContain('bigger');
		expect(text).toContain('1 more in the report.');
	});

	it('names what other checkers found, each kind once', () => {
		const run = staleRead();
		const broken = { type: 'election-safety', message: 'n1 and n2 lead term 4', operations: [] };
		const invariants = { valid: false as const, anomalies: [broken, broken], millis: 0 };
		const checkers = { ...run.verdict.checkers, invariants };
		const text = terminal({ ...run, verdict: { ...run.verdict, checkers } }, { color: false });
		expect(text.match(/Also election-safety \(invariants\): n1 and n2 lead term 4/g)).toHaveLength(1);
		expect(text).toContain('2 more in the report.');
		expect(text.replaceAll('\n', ' ')).toContain('and saw something that a correct system can never show');
	});

	it('says that clients saw nothing wrong when an invariant is all that broke', () => {
		const run = validRun();
		const broken = { type: 'election-safety', message: 'n1 and n2 lead term 4', operations: [] };
		const invariants = { valid: false as const, anomalies: [broken], millis: 0 };
		const verdict = { ...run.verdict, valid: false as const, checkers: { ...run.verdict.checkers, invariants } };
		const text = terminal({ ...run, verdict }, { color: false }).replaceAll('\n', ' ');
		expect(text).toContain('saw nothing wrong; but inside the cluster something happened that never may');
		expect(text).toContain('election-safety found by invariants n1 and n2 lead term 4');
	});
});
