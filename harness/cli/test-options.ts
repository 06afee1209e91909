import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { PartialTestOptions } from '../controller/resolve-options.ts';
import { findByName, type Registry, type TestOptions, UsageError } from '../model/index.ts';
import { type TextOption, text, textWithDefault } from './command.ts';
import { parseChoice, parseConcurrency, parseCount, parseDurationMs, parseNemeses, parsePositive } from './parse.ts';
import { parseBranches, parseDelays } from './parse-randomness.ts';

type TestOptionName =
	| 'runtime'
	| 'workload'
	| 'nemesis'
	| 'schedule'
	| 'nodes'
	| 'concurrency'
	| 'time'
	| 'recovery'
	| 'rate'
	| 'operation-timeout'
	| 'check-timeout'
	| 'invariants'
	| 'heal'
	| 'mutant'
	| 'image';

/** The options of `run`; a campaign has the same words. */
export const testOptions: Readonly<Record<TestOptionName, TextOption>> = {
	runtime: text('sim, process or docker [default: sim]'),
	workload: text("What clients do [default: the system's own]"),
	nemesis: text("What is broken: a,b,c or none [default: the system's own mix]"),
	schedule: text('What breaks when: a script or its file, like "at 5s cut n1 from n2,n3; at 9s heal"'),
	nodes: text("How many nodes [default: the system's own]"),
	concurrency: text("Clients at a time; 3n: three a node [default: 10, or the system's own]"),
	time: text("How long to drive and break, virtual in sim [default: 60s, or the system's own]"),
	recovery: text("How long clients go on after everything is healed [default: 10s, or the system's own]"),
	rate: text("Operations a second, over all clients [default: 100, or the system's own]"),
	'operation-timeout': text("An operation that takes longer is info [default: 5s, or the system's own]"),
	'check-timeout': text('A checker that takes longer says unknown [default: 60s]'),
	heal: text('After the faults, until the recovery time is over: all, or only a quorum [default: all]'),
	invariants: text('White-box invariants in sim: on or off [default: on]'),
	mutant: text('A known bug built into the system'),
	image: text('The container image, for --runtime docker'),
};

export const outOption: { readonly out: TextOption & { readonly default: string } } = {
	out: textWithDefault('runs', "Where the runs' folders go"),
};

export type RunOptionName = Exclude<TestOptionName, 'runtime' | 'workload' | 'nemesis' | 'mutant'>;

/** How a run goes, once it is chosen what runs, and what breaks it. */
export const runOptionNames: readonly RunOptionName[] = [
	'schedule',
	'nodes',
	'concurrency',
	'time',
	'recovery',
	'rate',
	'operation-timeout',
	'check-timeout',
	'invariants',
	'heal',
	'image',
];

/** What yargs makes of them. */
export type TestArguments = { readonly [Name in TestOptionName]?: string | undefined };

export const runtimeNames: readonly TestOptions['runtime'][] = ['sim', 'process', 'docker'];

/** How many runs at a time: real nodes and their timeouts need the machine for themselves. */
export function jobsDefault(runtime: TestOptions['runtime']): number {
	return runtime === 'sim' ? availableParallelism() : 1;
}

/** In real time: a system that computes for ever would keep its thread for ever. */
export const runTimeoutMsDefault = 600_000;

/** The options that mean the same in `run` and in every run of a campaign. */
export function commonTestOptions(
	args: TestArguments,
	nodeCountDefault: number,
): Omit<PartialTestOptions, 'system' | 'workload' | 'nemeses' | 'mutant' | 'seed'> {
	const nodeCount = given(args.nodes, (text) => parseCount('--nodes', text));
	return {
		runtime: given(args.runtime, (text) => parseChoice('--runtime', text, runtimeNames)),
		schedule: given(args.schedule, readSchedule),
		nodeCount,
		concurrency: given(args.concurrency, (text) => parseConcurrency(text, nodeCount ?? nodeCountDefault)),
		timeMs: given(args.time, (text) => parseDurationMs('--time', text)),
		recoveryMs: given(args.recovery, (text) => parseDurationMs('--recovery', text)),
		rate: given(args.rate, (text) => parsePositive('--rate', text)),
		operationTimeoutMs: given(args['operation-timeout'], (text) => parseDurationMs('--operation-timeout', text)),
		checkTimeLimitMs: given(args['check-timeout'], (text) => parseDurationMs('--check-timeout', text)),
		invariants: given(args.invariants, parseInvariants),
		heal: given(args.heal, parseHeal),
		image: args.image,
	};
}

/** The options of one run. */
export function singleTestOptions(
	system: string,
	args: TestArguments & { readonly [Name in 'seed' | 'delays' | 'branches']?: string | undefined },
	registry: Registry,
): PartialTestOptions {
	const { nodeCount } = findByName(registry.systems, system, 'system');
	refuseImageWithout(args.image, [args.runtime ?? 'sim']);
	return {
		...commonTestOptions(args, nodeCount),
		system,
		workload: args.workload,
		nemeses: given(args.nemesis, parseNemeses),
		mutant: args.mutant,
		seed: args.seed,
		delays: given(args.delays, parseDelays),
		branches: given(args.branches, parseBranches),
	};
}

/** Throws a `UsageError` for an image where no node runs in a container. */
export function refuseImageWithout(image: string | undefined, runtimes: readonly string[]): void {
	if (image === undefined || runtimes.includes('docker')) return;
	throw new UsageError(
		`Expected \`--runtime docker\` with \`--image ${image}\`, got ${runtimes.join(', ')}: only containers have an image`,
	);
}

/** The script, or what is in its file. Only a file's name has no blank in it. */
function readSchedule(text: string): string {
	if (/\s/.test(text.trim())) return text;
	try {
		return readFileSync(text, 'utf8');
	} catch (error) {
		throw new UsageError(
			`Expected \`--schedule\` to be a script like \`at 5s crash n1 for 2s\` or the file of one, got \`${text}\`: ${(error as Error).message}`,
		);
	}
}

function parseHeal(text: string): 'quorum' | undefined {
	return parseChoice('--heal', text, ['all', 'quorum']) === 'quorum' ? 'quorum' : undefined;
}

function parseInvariants(text: string): 'off' | undefined {
	return parseChoice('--invariants', text, ['on', 'off']) === 'off' ? 'off' : undefined;
}

function given<T>(text: string | undefined, parse: (text: string) => T): T | undefined {
	return text === undefined ? undefined : parse(text);
}
