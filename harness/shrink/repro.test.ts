import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { registry } from '../../registry.ts';
import { versions } from '../controller/versions.ts';
import { UsageError } from '../model/index.ts';
import { replayRepro } from './replay-repro.ts';
import { formatRepro, type Repro, readRepro } from './repro.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-repro-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A single node that forgets, in one crash, what it acknowledged. */
const repro: Repro = {
	repro: 1,
	faultline: versions.faultline,
	found: { checker: 'linearizability', type: 'nonlinearizable', f: 'read' },
	story: ['   0.200 s  n1 becomes leader of term 1'],
	options: {
		system: 'raft',
		workload: 'kv',
		mutant: 'stale-reads',
		nodeCount: 1,
		concurrency: 1,
		rate: 100,
		recoveryMs: 10_000,
		operationTimeoutMs: 5000,
		seed: '2',
		delays: { kind: 'constant', ms: 1 },
		scenario: {
			operations: [
				{ atMs: 500, client: 0, f: 'write', key: 'x', value: 1 },
				{ atMs: 511, client: 0, f: 'read', key: 'x', value: null },
			],
			finalOperations: [],
			faults: [{ atMs: 510, untilMs: 511, fault: { kind: 'crash', nodes: ['n1'] } }],
			endMs: 512,
		},
	},
	traceHash: '0123456789abcdef',
};

function fileOf(content: unknown): string {
	const file = join(folder, 'repro.json');
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	return file;
}

const crashOf = (node: string) => [{ atMs: 510, untilMs: 511, fault: { kind: 'crash', nodes: [node] } }];

const refusal = (content: unknown): string => {
	try {
		readRepro(fileOf(content), versions.faultline);
		return 'accepted';
	} catch (error) {
		return `${(error as Error).name}: ${(error as Error).message}`;
	}
};

describe('repro.json', () => {
	it('is read as it was written, and has one event a line', () => {
		const text = formatRepro(repro);
		expect(readRepro(fileOf(text), versions.faultline)).toEqual(repro);
		expect(text.split('\n').filter((line) => line.includes('"atMs"'))).toHaveLength(3);
		const bare = {
			...repro,
			story: [],
			options: { ...repro.options, scenario: { ...repro.options.scenario, faults: [] } },
		};
		expect(JSON.parse(formatRepro(bare))).toEqual(bare);
	});

	it.each([
		[{ kind: 'crash', nodes: [] }, 'nodes'],
		[{ kind: 'crash', nodes: ['n1'], unsynced: 'kept' }, 'unsynced'],
		[{ kind: 'delay', nodes: ['n1'] }, 'links'],
		[{ kind: 'loss', links: [{ from: 'n1', to: 'n1' }], probability: 2 }, 'probability'],
		[{ kind: 'disk-slow', nodes: ['n1'], delay: { kind: 'constant' } }, 'delay.ms'],
		[{ kind: 'clock-skew', nodes: ['n1'], offsetsMs: [1, 2] }, 'offsetsMs'],
		[{ kind: 'earthquake', nodes: ['n1'] }, 'kind'],
	])('says what is wrong with the fault %j', (fault, place) => {
		const faults = [{ atMs: 1, fault }];
		const options = { ...repro.options, scenario: { ...repro.options.scenario, faults } };
		expect(refusal({ ...repro, options })).toMatch(
			new RegExp(`damaged:[\\s\\S]*at options.scenario.faults\\[0\\].fault.${place}`),
		);
	});

	it('says what is wrong with another file, and what to do', () => {
		const { options } = repro;
		expect(refusal('{')).toMatch(/UsageError: .*repro.json is not JSON/);
		expect(refusal({ valid: true })).toMatch(/what `faultline shrink` writes/);
		expect(refusal({ ...repro, repro: 2, faultline: '9.9.9' })).toMatch(/has the form 2, .* \(9.9.9\)/);
		expect(refusal({ ...repro, faultline: '0.0.1' })).toMatch(/npx faultline@0.0.1 replay .*, or find and shrink/);
		expect(refusal({ ...repro, options: { ...options, seed: 'x' } })).toMatch(/damaged:[\s\S]*seed/);
		expect(refusal({ ...repro, options: { ...options, nodes: 3 } })).toMatch(/damaged:[\s\S]*"nodes"/);
		expect(refusal({ ...repro, options: { ...options, concurrency: 0 } })).toMatch(/damaged:[\s\S]*concurrency/);
		const operations = [{ ...options.scenario.operations[0], client: 4 }];
		expect(refusal({ ...repro, options: { ...options, scenario: { ...options.scenario, operations } } })).toMatch(
			/expected clients below the concurrency 1, got client 4/,
		);
		expect(
			refusal({ ...repro, options: { ...options, scenario: { ...options.scenario, faults: crashOf('n2') } } }),
		).toMatch(/expected faults of the nodes n1 to n1, got one of n2/);
		expect(() => readRepro(join(folder, 'none.json'), versions.faultline)).toThrow(/Cannot read/);
	});
});

describe('replaying a repro', () => {
	const environment = { registry, versions };

	it('reproduces what it was written for, and tells whether it is the same to the last event', async () => {
		const other = await replayRepro(fileOf(repro), environment);
		expect(other).toMatchObject({ reproduced: true, identical: false });
		const { traceHash, story } = other.run.verdict;
		expect(story?.at(-1)?.text).toMatch(
			/client 0 reads x = null from n1: missing, x = 1 was acknowledged \d+ ms before/,
		);
		const again = await replayRepro(fileOf({ ...repro, traceHash }), environment);
		expect(again).toMatchObject({ reproduced: true, identical: true });
	});

	it.each([
		[{ options: { ...repro.options, system: 'rafft' } }, 'Expected a system, got `rafft`. Did you mean `raft`?'],
		[{ options: { ...repro.options, mutant: 'gone' } }, 'Expected a mutant of raft, got `gone`'],
		[{ options: { ...repro.options, seed: '99999999999999999999' } }, 'Expected a seed to be a whole number from 0 to'],
		[{ found: { ...repro.found, checker: 'bank' } }, 'expected one of what judges kv of raft, linearizability, '],
	])('refuses one of something that is not here, which would not fail either: %j', async (changes, message) => {
		const file = fileOf({ ...repro, ...changes });
		await expect(replayRepro(file, environment)).rejects.toThrow(`${file} cannot be run here: ${message}`);
	});

	it('refuses an operation that the system does not have', async () => {
		const operations = [{ atMs: 500, client: 0, f: 'wrte', key: 'x', value: 1 }];
		const file = fileOf({
			...repro,
			options: { ...repro.options, scenario: { ...repro.options.scenario, operations } },
		});
		await expect(replayRepro(file, environment)).rejects.toThrow(
			new UsageError('Expected an operation of the system, got `wrte`. Did you mean `write`?'),
		);
	});

	it('does not reproduce in a system that is right', async () => {
		const fixed = { ...repro, options: { ...repro.options, mutant: null } };
		const { reproduced, run } = await replayRepro(fileOf(fixed), environment);
		expect(reproduced).toBe(false);
		expect(run.verdict.valid).toBe(true);
	});
});
