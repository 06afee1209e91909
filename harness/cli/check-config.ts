import { z } from 'zod';
import { didYouMean, faultKinds, type Thresholds, UsageError } from '../model/index.ts';
import type { FaultlineConfig, MatrixConfig, ProjectConfig } from './define-config.ts';

const names = z.array(z.string()).min(1, 'expected at least one');
const words = z.union([z.string(), names], 'expected a name, or a list of names').optional();
const number = z.union([z.number(), z.string()], 'expected a number, or a text').optional();
const text = z.string().optional();
const duration = z.string('expected a duration with its unit, like "60s"').optional();
const share = z.number().min(0).max(1).optional();
const aFunction = z.custom<(...parameters: never) => unknown>(
	(value) => typeof value === 'function',
	'expected a function',
);

/** What is missing in a system is said here, and not by a run that fails in the middle. */
const system = z.looseObject({
	name: z.string(),
	nodeCount: z.int().positive(),
	createNode: aFunction,
	createClient: aFunction,
	workloads: z.array(z.looseObject({ name: z.string(), operations: aFunction, checkers: z.array(z.unknown()) })).min(1),
	defaultWorkload: z.string(),
	nemeses: z.array(z.string()),
	mutants: z.array(z.looseObject({ name: z.string() })),
});
const nemesis = z.looseObject({ name: z.string(), kinds: z.array(z.enum(faultKinds)), choose: aFunction });
const checker = z.looseObject({ name: z.string(), check: aFunction });

const matrixShape = {
	systems: z.array(eitherOf(z.string(), system)).min(1, 'expected at least one').optional(),
	workloads: names.optional(),
	nemeses: z
		.array(eitherOf(z.string(), z.array(z.string()), nemesis))
		.min(1, 'expected at least one')
		.optional(),
	mutants: names.optional(),
	runtimes: z
		.array(z.enum(['sim', 'process', 'docker']))
		.min(1, 'expected at least one')
		.optional(),
	seeds: number,
	schedule: text,
	strategy: text,
	nodes: number,
	concurrency: number,
	time: duration,
	recovery: duration,
	rate: number,
	'operation-timeout': duration,
	'check-timeout': duration,
	invariants: z.enum(['on', 'off']).optional(),
	heal: z.enum(['all', 'quorum']).optional(),
	image: text,
	system: words,
	workload: words,
	nemesis: words,
	mutant: words,
	runtime: words,
} satisfies Record<keyof MatrixConfig, z.ZodType>;

const projectShape = { name: z.string().min(1), ...matrixShape } satisfies Record<keyof ProjectConfig, z.ZodType>;

const thresholdsShape = {
	unknownShareMax: share,
	errorShareMax: share,
	runsMin: z.int().min(0).optional(),
	okShareMin: share,
} satisfies Record<keyof Thresholds, z.ZodType>;

const configShape = {
	...matrixShape,
	checkers: z.array(checker).optional(),
	projects: z.array(z.object(projectShape)).min(1, 'expected at least one').optional(),
	budget: duration,
	jobs: number,
	bail: z.union([z.number(), z.boolean()]).optional(),
	'run-timeout': duration,
	'shrink-budget': duration,
	reporter: words,
	reporters: names.optional(),
	out: text,
	thresholds: z.object(thresholdsShape).optional(),
} satisfies Record<keyof FaultlineConfig, z.ZodType>;

/** Checks the keys first: a wrong one is most likely a mistyped one. Throws a `UsageError`. */
export function checkConfig(exported: unknown, file: string): FaultlineConfig {
	if (!isObject(exported)) {
		throw new UsageError(`Expected ${file} to export a config as its default: export default defineConfig({ … })`);
	}
	checkKeys(exported, configShape, 'a config', file);
	checkKeys(exported['thresholds'], thresholdsShape, '`thresholds`', file);
	const projects = Array.isArray(exported['projects']) ? exported['projects'] : [];
	for (const [index, project] of projects.entries()) checkKeys(project, projectShape, `\`projects[${index}]\``, file);
	const parsed = z.object(configShape).safeParse(exported);
	if (!parsed.success) throw new UsageError(`${file} is not a valid config:\n${z.prettifyError(parsed.error)}`);
	checkProjectNames(projects as readonly ProjectConfig[], file);
	return exported as FaultlineConfig;
}

function checkKeys(value: unknown, shape: object, where: string, file: string): void {
	if (!isObject(value)) return;
	for (const key of Object.keys(value)) {
		if (Object.hasOwn(shape, key)) continue;
		if (Object.hasOwn(configShape, key)) {
			throw new UsageError(`${file}: \`${key}\` belongs to the whole campaign, and was found in ${where}`);
		}
		throw new UsageError(`${file}: expected a key of ${where}, got \`${key}\`.${didYouMean(key, Object.keys(shape))}`);
	}
}

function checkProjectNames(projects: readonly ProjectConfig[], file: string): void {
	const seen = new Set<string>();
	for (const { name } of projects) {
		if (seen.has(name)) throw new UsageError(`${file}: expected each project once, got two with the name \`${name}\``);
		seen.add(name);
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As a union, but what is wrong with an object is told as of an object, and not as of something that is no text either. */
function eitherOf(...[first, ...others]: readonly [z.ZodType, ...z.ZodType[]]): z.ZodType {
	return z.unknown().superRefine((value, context) => {
		const fitting =
			[first, ...others].find((schema) => kindOf(schema) === kindOfValue(value)) ?? others.at(-1) ?? first;
		const parsed = fitting.safeParse(value);
		for (const issue of parsed.error?.issues ?? []) context.addIssue({ ...issue } as never);
	});
}

function kindOf(schema: z.ZodType): string {
	return schema.def.type;
}

function kindOfValue(value: unknown): string {
	return Array.isArray(value) ? 'array' : typeof value;
}
