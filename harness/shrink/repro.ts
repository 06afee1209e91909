import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { partsOf, resolveOptions } from '../controller/resolve-options.ts';
import { branchesSchema, delaysSchema, scenarioSchema } from '../controller/scenario/scenario-schema.ts';
import { tellStep } from '../controller/story/tell-story.ts';
import {
	nodeNames,
	type Registry,
	type RunRecord,
	type StoryStep,
	type TestOptions,
	UsageError,
} from '../model/index.ts';
import type { Candidate } from './candidate.ts';
import type { AnomalyKind } from './kind.ts';

/** The version of the file's form. */
const formVersion = 1;

/** A failing run in one small file, `repro.json`: what a user commits as a regression test. */
export interface Repro {
	/** The form of this file. */
	readonly repro: typeof formVersion;
	/** The version of Faultline that wrote it: another one may run the same seed otherwise. */
	readonly faultline: string;
	readonly found: AnomalyKind;
	/** The way to the anomaly, in words. */
	readonly story: readonly string[];
	readonly options: ReproOptions;
	/** Of the run, if neither Faultline nor the system has changed. */
	readonly traceHash: string;
}

type ReproOptions = Pick<
	Candidate,
	| 'system'
	| 'workload'
	| 'mutant'
	| 'nodeCount'
	| 'concurrency'
	| 'rate'
	| 'recoveryMs'
	| 'operationTimeoutMs'
	| 'seed'
	| 'delays'
	| 'branches'
	| 'scenario'
>;

const schema = z.strictObject({
	repro: z.literal(formVersion),
	faultline: z.string(),
	found: z.strictObject({ checker: z.string(), type: z.string(), f: z.string().nullable() }),
	story: z.array(z.string()),
	options: z.strictObject({
		system: z.string(),
		workload: z.string(),
		mutant: z.string().nullable(),
		nodeCount: z.number().int().positive(),
		concurrency: z.number().int().positive(),
		rate: z.number().positive(),
		recoveryMs: z.number().nonnegative(),
		operationTimeoutMs: z.number().positive(),
		seed: z.string().regex(/^\d+$/),
		delays: delaysSchema.optional(),
		branches: branchesSchema.optional(),
		scenario: scenarioSchema,
	}),
	traceHash: z.string().regex(/^[0-9a-f]{16}$/),
});

/** @param record the run of a scenario */
export function reproOf(record: RunRecord, found: AnomalyKind): Repro {
	const { system, workload, mutant, nodeCount, concurrency, rate, recoveryMs, operationTimeoutMs, seed } =
		record.options;
	const { delays, branches, scenario } = record.options as Candidate;
	return {
		repro: formVersion,
		faultline: record.versions.faultline,
		found,
		story: (record.verdict.story ?? []).map((step: StoryStep) => tellStep(step)),
		options: {
			system,
			workload,
			mutant,
			nodeCount,
			concurrency,
			rate,
			recoveryMs,
			operationTimeoutMs,
			seed,
			...(delays && { delays }),
			...(branches && { branches }),
			scenario,
		},
		traceHash: record.verdict.traceHash as string,
	};
}

/** The options of a repro's run. */
export function optionsOf({ options }: Repro): TestOptions {
	return {
		...options,
		runtime: 'sim',
		nemeses: [],
		timeMs: Math.max(1, Math.ceil(options.scenario.endMs)),
		checkTimeLimitMs: 60_000,
	};
}

/**
 * Reads a repro. Throws a `UsageError` that says what to do when it is not one, or was written by another version.
 *
 * @param version of this Faultline
 */
export function readRepro(file: string, version: string): Repro {
	const content = parse(file);
	const { repro, faultline } = (content ?? {}) as { readonly repro?: unknown; readonly faultline?: unknown };
	if (repro === undefined) {
		throw new UsageError(
			`Expected ${file} to be what \`faultline shrink\` writes, got JSON without the field \`repro\``,
		);
	}
	if (repro !== formVersion) {
		throw new UsageError(
			`${file} has the form ${JSON.stringify(repro)}, and this Faultline reads form ${formVersion}: replay it with the version that wrote it (${String(faultline)})`,
		);
	}
	const parsed = schema.safeParse(content);
	if (!parsed.success) throw new UsageError(`${file} is damaged:\n${z.prettifyError(parsed.error)}`);
	if (faultline !== version) throw anotherVersion(file, String(faultline), version);
	const read = parsed.data as Repro;
	assertClientsExist(file, read);
	assertNodesExist(file, read);
	return read;
}

function parse(file: string): unknown {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
	}
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
	}
}

/** A seed means something else there, so that neither "reproduced" nor "not reproduced" would say anything. */
function anotherVersion(file: string, theirs: string, ours: string): UsageError {
	return new UsageError(
		`${file} was written by Faultline ${theirs}, and this is ${ours}, where the same seed is another run. ` +
			`Replay it with \`npx faultline@${theirs} replay ${file}\`, or find and shrink the failure again with this version`,
	);
}

function assertClientsExist(file: string, { options }: Repro): void {
	const { scenario, concurrency } = options;
	for (const { client } of [...scenario.operations, ...scenario.finalOperations]) {
		if (client < concurrency) continue;
		throw new UsageError(`${file}: expected clients below the concurrency ${concurrency}, got client ${client}`);
	}
}

function assertNodesExist(file: string, { options: { scenario, nodeCount } }: Repro): void {
	const named = scenario.faults.flatMap(({ fault }) => [
		...('nodes' in fault ? fault.nodes : []),
		...('links' in fault ? fault.links.flatMap(({ from, to }) => [from, to]) : []),
	]);
	const stranger = named.find((node) => !nodeNames(nodeCount).includes(node));
	if (stranger === undefined) return;
	throw new UsageError(`${file}: expected faults of the nodes n1 to n${nodeCount}, got one of ${stranger}`);
}

/**
 * Throws a `UsageError` for a repro of something that is not here: it would not fail any more, and nobody would notice that it was
 * never run, or never judged.
 */
export function assertRunnable(file: string, repro: Repro, registry: Registry): void {
	const { checker } = repro.found;
	try {
		const options = resolveOptions(optionsOf(repro), registry, () => repro.options.seed);
		const { system, workload } = partsOf(options, registry);
		const judges = [
			...workload.checkers.map((choice) => choice.checker),
			...(system.invariants === undefined ? [] : ['invariants']),
		];
		if (judges.includes(checker)) return;
		throw new UsageError(
			`expected one of what judges ${workload.name} of ${system.name}, ${judges.join(', ')}, to have found it, got \`${checker}\``,
		);
	} catch (cause) {
		throw new UsageError(`${file} cannot be run here: ${(cause as Error).message}`, { cause });
	}
}

/** For people who read it and for reviews of changes: one event a line. */
export function formatRepro(repro: Repro): string {
	const { options, ...rest } = repro;
	const { scenario, ...others } = options;
	const rows = (items: readonly unknown[]): string =>
		items.length === 0 ? '[]' : `[\n${items.map((item) => `\t\t\t\t${JSON.stringify(item)}`).join(',\n')}\n\t\t\t]`;
	const fields = (object: object, indent: string): string[] =>
		Object.entries(object).map(([name, value]) => `${indent}"${name}": ${JSON.stringify(value)}`);
	const course = [
		`\t\t\t"operations": ${rows(scenario.operations)}`,
		`\t\t\t"finalOperations": ${rows(scenario.finalOperations)}`,
		`\t\t\t"faults": ${rows(scenario.faults)}`,
		`\t\t\t"endMs": ${scenario.endMs}`,
	];
	const story = `\t"story": [\n${repro.story.map((line) => `\t\t${JSON.stringify(line)}`).join(',\n')}\n\t]`;
	const head = fields(rest, '\t').map((line) =>
		line.startsWith('\t"story"') && repro.story.length > 0 ? story : line,
	);
	const inside = [...fields(others, '\t\t'), `\t\t"scenario": {\n${course.join(',\n')}\n\t\t}`];
	return `{\n${[...head, `\t"options": {\n${inside.join(',\n')}\n\t}`].join(',\n')}\n}\n`;
}
