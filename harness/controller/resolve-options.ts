import {
	type Delays,
	defaultTestOptions,
	familyOf,
	findByName,
	findNemesis,
	type Nemesis,
	type Registry,
	type System,
	type TestOptions,
	UsageError,
	type Workload,
} from '../model/index.ts';
import { type Runtime, supportOf } from '../runtimes/runtime.ts';
import { parseScript } from './script/parse-script.ts';
import { type PlayedScript, playScript } from './script/play-script.ts';

/** What a caller may leave out of `TestOptions`. */
export type PartialTestOptions = Pick<TestOptions, 'system'> & {
	readonly [Option in keyof Omit<TestOptions, 'system'>]?: TestOptions[Option] | undefined;
};

/**
 * Fills in every default, and checks every name and number at the door. Throws a `UsageError`.
 *
 * @param drawSeed called when no seed is given
 */
export function resolveOptions(given: PartialTestOptions, registry: Registry, drawSeed: () => string): TestOptions {
	const system = findByName(registry.systems, given.system, 'system');
	const mutant =
		given.mutant == null ? undefined : findByName(system.mutants, given.mutant, `mutant of ${system.name}`);
	const workloadName = given.workload ?? mutant?.workload ?? system.defaultWorkload;
	const workload = findByName(system.workloads, workloadName, `workload of ${system.name}`);
	const defaults = { ...defaultTestOptions, ...system.defaults };
	const { schedule } = given;
	const nemeses = given.nemeses ?? (schedule === undefined ? system.nemeses : []);
	for (const name of nemeses) findNemesis(registry.nemeses, name);
	assertSimulation(given);
	return {
		system: system.name,
		workload: workload.name,
		runtime: given.runtime ?? defaultTestOptions.runtime,
		nemeses: [...new Set(nemeses)],
		...(schedule !== undefined && { schedule: schedule.trim() }),
		mutant: mutant?.name ?? null,
		nodeCount: atLeast(1, given.nodeCount ?? system.nodeCount, 'nodes', true),
		concurrency: atLeast(1, given.concurrency ?? defaults.concurrency, 'concurrency', true),
		timeMs: atLeast(1, given.timeMs ?? defaults.timeMs, 'time (in milliseconds)'),
		recoveryMs: atLeast(0, given.recoveryMs ?? defaults.recoveryMs, 'recovery (in milliseconds)'),
		rate: atLeast(0.001, given.rate ?? defaults.rate, 'rate (operations a second)'),
		operationTimeoutMs: atLeast(
			1,
			given.operationTimeoutMs ?? defaults.operationTimeoutMs,
			'operation time-out (in milliseconds)',
		),
		checkTimeLimitMs: atLeast(
			1,
			given.checkTimeLimitMs ?? defaultTestOptions.checkTimeLimitMs,
			'check time limit (in milliseconds)',
		),
		seed: checkSeed(given.seed ?? drawSeed()),
		...(given.invariants !== undefined && { invariants: given.invariants }),
		...(given.heal !== undefined && { heal: given.heal }),
		...(given.scenario !== undefined && { scenario: given.scenario }),
		...(given.delays !== undefined && { delays: endingWith(given.delays, given.timeMs ?? defaults.timeMs) }),
		...(given.branches !== undefined && { branches: given.branches }),
		...(given.image !== undefined && { image: given.image }),
		...(given.config !== undefined && { config: given.config }),
	};
}

/** Throws a `UsageError` for what no other runtime can decide. */
function assertSimulation({ runtime = 'sim', delays, branches, scenario }: PartialTestOptions): void {
	const what = [delays && 'delays', branches && 'branches', scenario && 'a scenario'].find(Boolean);
	if (runtime === 'sim' || what === undefined) return;
	throw new UsageError(`Expected ${what} with the runtime \`sim\` only, got \`${runtime}\``);
}

/** What a caller says about the network is true while faults come and go, unless they say until when. */
function endingWith(delays: Delays, timeMs: number): Delays {
	return delays.kind === 'constant' ? delays : { untilMs: timeMs, ...delays };
}

/** The parts of the registry that a test names. */
export function partsOf(options: TestOptions, registry: Registry): { system: System; workload: Workload } {
	const system = findByName(registry.systems, options.system, 'system');
	const workload = findByName(system.workloads, options.workload, `workload of ${system.name}`);
	return { system, workload };
}

/** A nemesis that the runtime cannot serve ends the run before it starts. Throws a `UsageError`. */
export function checkSupport(options: TestOptions, registry: Registry, runtime: Runtime): void {
	const script = scriptOf(options, registry);
	if (script !== undefined) assertSeen(script, runtime);
	for (const nemesis of [
		...options.nemeses.map((name) => findNemesis(registry.nemeses, name)),
		...(script?.nemeses ?? []),
	]) {
		const { name } = nemesis;
		assertNodes(nemesis, options.nodeCount);
		assertMembership(nemesis, findByName(registry.systems, options.system, 'system'));
		for (const kind of nemesis.kinds) {
			const support = supportOf(runtime, kind);
			if (support.supported) continue;
			throw new UsageError(
				`The nemesis \`${name}\` needs the fault \`${kind}\`, which the runtime \`${runtime.name}\` cannot inject: ${support.reason}. ` +
					'`faultline doctor` shows what each runtime can do.',
			);
		}
	}
}

/** The schedule of a test, ready to be played; nothing when it has none. Throws a `UsageError`. */
export function scriptOf({ schedule, scenario, timeMs }: TestOptions, registry: Registry): PlayedScript | undefined {
	return schedule === undefined || scenario !== undefined
		? undefined
		: playScript(parseScript(schedule), registry.nemeses, timeMs);
}

function assertSeen({ triggers }: PlayedScript, runtime: Runtime): void {
	const unseen = triggers.find(({ statement: { timing } }) => {
		const event = timing.kind === 'when' ? timing.event.kind : undefined;
		return event === 'sent' || event === 'arrives';
	});
	if (unseen === undefined || runtime.seesMessages) return;
	throw new UsageError(
		`The schedule waits for a message (\`${unseen.statement.text}\`, ${unseen.statement.position}), and the runtime \`${runtime.name}\` does not see those between nodes. It sees what nodes say of themselves, as in \`when a node becomes leader: …\`; sim and process see messages`,
	);
}

function assertNodes({ name, nodes = [] }: Nemesis, nodeCount: number): void {
	const stranger = nodes.find((node) => !(Number(node.slice(1)) >= 1 && Number(node.slice(1)) <= nodeCount));
	if (stranger === undefined) return;
	throw new UsageError(`Expected the nodes of \`${name}\` to be among n1 to n${nodeCount}, got \`${stranger}\``);
}

function assertMembership({ name, kinds }: Nemesis, system: System): void {
	if (system.membership !== undefined || !kinds.some((kind) => familyOf(kind) === 'membership')) return;
	throw new UsageError(
		`The nemesis \`${name}\` changes who belongs to the cluster, and the system \`${system.name}\` has no operations for that`,
	);
}

const seedMax = 2n ** 64n - 1n;

/** A seed as its decimal digits, without leading zeroes. Throws a `UsageError`. */
function checkSeed(seed: string): string {
	if (!/^\d+$/.test(seed) || BigInt(seed) > seedMax) {
		throw new UsageError(`Expected a seed to be a whole number from 0 to ${seedMax}, got \`${seed}\``);
	}
	return String(BigInt(seed));
}

function atLeast(min: number, value: number, what: string, whole = false): number {
	const kind = whole ? 'a whole number' : 'a number';
	if (!Number.isFinite(value) || value < min || (whole && !Number.isInteger(value))) {
		throw new UsageError(`Expected ${what} to be ${kind} of at least ${min}, got \`${value}\``);
	}
	return value;
}
