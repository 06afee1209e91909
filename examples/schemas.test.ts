import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from 'faultline';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runOnce } from '../harness/campaign/run-once.ts';
import { resolveOptions } from '../harness/controller/resolve-options.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { recordScenario } from '../harness/controller/scenario/record-scenario.ts';
import { versions } from '../harness/controller/versions.ts';
import { type CampaignRun, defaultThresholds, type JsonValue } from '../harness/model/index.ts';
import { simulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';
import { campaignJson } from '../reports/index.ts';
import { lazyRegister } from './own-project/lazy-register.ts';

type Json = { readonly [key: string]: JsonValue };

function schemaOf(name: string): z.ZodType {
	const path = fileURLToPath(new URL(`../docs/schemas/${name}.schema.json`, import.meta.url));
	return z.fromJSONSchema(JSON.parse(readFileSync(path, 'utf8')));
}

/** As it stands in the file. */
function asJson(value: unknown): Json {
	return JSON.parse(JSON.stringify(value));
}

/** The value with something wrong at each place: a property missing, one too many, one of another type. */
function* spoiled(value: Json, optional: readonly string[]): Generator<readonly [what: string, spoiled: Json]> {
	yield ['one too many', { ...value, surplus: 1 }];
	for (const [key, inner] of Object.entries(value)) {
		const { [key]: _, ...without } = value;
		if (!optional.includes(key)) yield [`without ${key}`, without];
		yield [`${key} of another type`, { ...value, [key]: { not: 'this' } as JsonValue }];
		if (!Array.isArray(inner) || inner.length === 0 || typeof inner[0] !== 'object') continue;
		for (const [what, first] of spoiled(inner[0] as Json, optional)) {
			yield [`${key}[0] ${what}`, { ...value, [key]: [first, ...inner.slice(1)] }];
		}
	}
}

describe('docs/schemas/verdict.schema.json', () => {
	const schema = schemaOf('verdict');
	const wrong = { system: lazyRegister, nemeses: ['partition'], timeMs: 5_000, seed: '1' };

	it.each([
		['a valid run', { system: 'raft', nemeses: [], timeMs: 3_000, seed: '18446744073709551615' }, true],
		['an invalid run', wrong, false],
		[
			'a run with hardly any time for its checkers',
			{ system: 'raft', nemeses: [], timeMs: 3_000, checkTimeLimitMs: 1, seed: '1' },
			undefined,
		],
	])('describes %s', async (_, definition, valid) => {
		const { verdict } = await run(definition);
		if (valid !== undefined) expect(verdict.valid).toBe(valid);
		expect(schema.safeParse(asJson(verdict)).error).toBeUndefined();
		for (const [what, spoilt] of spoiled(asJson(verdict), ['checkers'])) {
			const isFree = what.startsWith('checkers of');
			if (!isFree) expect(schema.safeParse(spoilt).success, what).toBe(false);
		}
	});

	it('describes a run that follows a scenario, and tells its story', async () => {
		const recorded = await run(wrong);
		const given = { ...recorded.options, nemeses: [], scenario: recordScenario(recorded) };
		const environment = { registry: { ...registry, systems: [lazyRegister] }, runtime: simulation, versions };
		const { verdict } = await runTest(given, environment);
		const [step] = asJson(verdict)['story'] as unknown as [Json];
		expect(schema.safeParse(asJson(verdict)).error).toBeUndefined();
		for (const [what, wrongStep] of spoiled(step, [])) {
			if (what === 'subject of another type') continue;
			expect(schema.safeParse({ ...asJson(verdict), story: [wrongStep] }).success, what).toBe(false);
		}
	});

	it('describes what a checker says', async () => {
		const { verdict } = await run(wrong);
		const found = asJson(verdict.checkers['linearizability']);
		expect(found['anomalies']).not.toHaveLength(0);
		for (const [what, wrong] of spoiled(found, ['details', 'statistics', 'remark'])) {
			if (/^(.* )?(statistics|details) of another type$/.test(what)) continue;
			const changed = { ...asJson(verdict), checkers: { linearizability: wrong } };
			expect(schema.safeParse(changed).success, what).toBe(false);
		}
	});
});

describe('docs/schemas/campaign.schema.json', () => {
	const schema = schemaOf('campaign');

	async function campaignRun(system: string, project: string | null): Promise<CampaignRun> {
		const own = { ...registry, systems: [lazyRegister, ...registry.systems] };
		const given = { system, nemeses: ['partition'], timeMs: 3_000, seed: '1' };
		const options = resolveOptions(given, own, () => '1');
		const planned = { options, project, mix: 'partition', repeat: false };
		return runOnce(planned, { registry: own, runtime: simulation, versions });
	}

	it('describes campaigns', async () => {
		const valid = await campaignRun('raft', null);
		const invalid = await campaignRun('lazy-register', 'nightly');
		expect(invalid.result).toBe('invalid');
		const error: CampaignRun = { ...valid, result: 'error', reason: 'no luck' };
		const unknown: CampaignRun = {
			...valid,
			result: 'unknown',
			reason: 'The time limit passed',
			seed: String(2n ** 64n - 1n),
		};
		for (const runs of [
			[],
			[valid],
			[invalid],
			[error, unknown, valid],
			[{ ...error, nondeterministic: true as const }],
		]) {
			const summary = { runs, millis: 5, thresholds: defaultThresholds, missing: ['There is no blob of shard 2/3'] };
			const json = asJson(campaignJson(summary));
			expect(schema.safeParse(json).error).toBeUndefined();
			for (const [what, wrong] of spoiled(json, ['project', 'reason'])) {
				expect(schema.safeParse(wrong).success, what).toBe(false);
			}
		}
	});
});
