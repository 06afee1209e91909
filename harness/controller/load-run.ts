import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { readHistory } from '../histories/read-history.ts';
import { type FaultEvent, type RunRecord, type TestOptions, UsageError, type Verdict } from '../model/index.ts';
import type { Versions } from './run-folder.ts';
import { branchesSchema, delaysSchema, scenarioSchema } from './scenario/scenario-schema.ts';

const testFile = z.object({
	options: z.object({
		system: z.string(),
		workload: z.string(),
		runtime: z.enum(['sim', 'process', 'docker']),
		nemeses: z.array(z.string()),
		mutant: z.string().nullable(),
		nodeCount: z.number().int(),
		concurrency: z.number().int(),
		timeMs: z.number(),
		recoveryMs: z.number(),
		rate: z.number(),
		heal: z.literal('quorum').optional(),
		operationTimeoutMs: z.number(),
		checkTimeLimitMs: z.number(),
		seed: z.string(),
		schedule: z.string().optional(),
		invariants: z.literal('off').optional(),
		scenario: scenarioSchema.optional(),
		delays: delaysSchema.optional(),
		branches: branchesSchema.optional(),
		image: z.string().optional(),
		config: z.string().optional(),
	}),
	versions: z.object({ faultline: z.string(), node: z.string() }),
});

/** What decided a run: its `test.json`. Throws a `UsageError` when it is missing or not one. */
export function loadTest(directory: string): { options: TestOptions; versions: Versions } {
	if (!existsSync(directory) || !statSync(directory).isDirectory()) {
		throw new UsageError(`Expected a run's folder, got \`${directory}\`: there is no such folder`);
	}
	const parsed = testFile.safeParse(parseJson(join(directory, 'test.json')));
	if (!parsed.success) {
		throw new UsageError(`${join(directory, 'test.json')} does not describe a run:\n${z.prettifyError(parsed.error)}`);
	}
	return parsed.data as { options: TestOptions; versions: Versions };
}

/** A run that has ended, from its folder. Throws a `UsageError` when a file is missing or damaged. */
export function loadRun(directory: string): RunRecord {
	const { options, versions } = loadTest(directory);
	return {
		options,
		versions,
		verdict: parseJson(join(directory, 'verdict.json')) as Verdict,
		history: readHistory(join(directory, 'history.jsonl'), 'jsonl'),
		faults: readLines(join(directory, 'faults.jsonl')).map((line) => JSON.parse(line) as FaultEvent),
		...(existsSync(join(directory, traceName)) && { trace: () => loadTrace(directory) }),
		directory,
	};
}

const traceName = 'trace.jsonl.gz';

/** The lines of a run's trace. */
export function loadTrace(directory: string): string[] {
	const path = join(directory, traceName);
	return gunzipSync(read(path)).toString().split('\n').slice(0, -1);
}

function readLines(path: string): string[] {
	return read(path)
		.toString()
		.split('\n')
		.filter((line) => line !== '');
}

function parseJson(path: string): unknown {
	const text = read(path).toString();
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
	}
}

function read(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(`Cannot read ${path}: ${(error as Error).message}. Did the run end?`);
	}
}
