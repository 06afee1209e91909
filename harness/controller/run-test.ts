import {
	type CheckerChoice,
	type ClusterFaultKind,
	type FaultEvent,
	familyOf,
	findByName,
	type Generator,
	History,
	type HistoryEvent,
	type InvariantReport,
	type Nemesis,
	needsOf,
	nodeNames,
	type Registry,
	type RunRecord,
	type System,
	type TestOptions,
	type Usage,
	type Verdict,
	worst,
} from '../model/index.ts';
import { type Cluster, type Runtime, RuntimeError, type StateObserver } from '../runtimes/runtime.ts';
import { Breaker } from './breaker.ts';
import { check } from './check.ts';
import { type Course, courseOf } from './course.ts';
import { Driver } from './driver.ts';
import { judgeInvariants } from './judge-invariants.ts';
import { Load } from './load.ts';
import { MembershipChanges } from './membership-changes.ts';
import { checkSupport, partsOf } from './resolve-options.ts';
import { RunFolder, type Versions } from './run-folder.ts';
import { Saboteur } from './saboteur.ts';
import { ScriptWatch } from './script/script-watch.ts';
import { tellStory } from './story/tell-story.ts';

export interface RunEnvironment {
	readonly registry: Registry;
	readonly runtime: Runtime;
	readonly versions: Versions;
	/** Where run folders go; without it nothing is written. */
	readonly out?: string;
	/** Only these checkers judge it, by name; all of the workload's and `invariants` unless given. */
	readonly checkers?: readonly string[];
	/** Told of every change of a node's state, in the simulation. */
	readonly stateObserver?: StateObserver;
	/** Ends the run early: the promise rejects with an `AbortedError` once everything is removed. */
	readonly signal?: AbortSignal;
	/** What the nemesis does, and when; by default as drawn from the seed. */
	readonly schedule?: Generator;
	/** Told of the cluster when every node is up, before the first operation. */
	onDeployed?(cluster: Cluster): void;
	/** Told where the run's folder is, as soon as there is one. */
	onFolder?(path: string): void;
}

/** The run was interrupted: exit code 130. */
export class AbortedError extends Error {
	override readonly name = 'AbortedError';
}

/**
 * One run: deploy, drive and break, heal, check, store. Whatever goes wrong, the cluster is shut down, and what was
 * recorded until then is in the run's folder.
 */
export async function runTest(options: TestOptions, environment: RunEnvironment): Promise<RunRecord> {
	const startedAt = performance.now();
	const { registry, runtime, versions } = environment;
	const { system, workload } = partsOf(options, registry);
	checkSupport(options, registry, runtime);
	const course = courseOf(options, workload, registry, environment.schedule);

	const folder = openFolder(options, environment);
	const recorder = new Recorder(folder);
	try {
		const cluster = await deploy(options, system, course, environment, folder);
		let traceHash: string | null;
		let driven: Driven;
		let invariants: InvariantReport | null;
		let trace: readonly string[] | undefined;
		try {
			driven = await drive(options, system, course, cluster, recorder, environment);
			traceHash = cluster.traceHash();
			invariants = cluster.invariants();
			// Only a scenario is short enough to be told.
			if (options.scenario !== undefined) trace = [...cluster.trace()];
		} finally {
			await putAway(cluster, folder, environment);
		}

		const { history, faults } = recorder;
		const isWanted = ({ checker }: CheckerChoice): boolean => environment.checkers?.includes(checker) ?? true;
		const { idle, usageAfterHealing, quorumHealedAt } = driven;
		const input = {
			history,
			faults,
			...(usageAfterHealing && { usageAfterHealing }),
			...(quorumHealedAt !== undefined && { quorumHealedAt }),
		};
		const checkers = {
			...(await check(input, workload.checkers.filter(isWanted), registry, options.checkTimeLimitMs)),
			...(isWanted({ checker: 'invariants' }) && judgeInvariants(invariants)),
		};
		const { nodes } = cluster;
		const story = trace === undefined ? [] : tellStory({ system, nodes, history, faults, checkers, trace });
		const verdict: Verdict = {
			valid: worst(Object.values(checkers).map((result) => result.valid)),
			...describe(options),
			traceHash,
			operations: history.count(),
			...(idle.length > 0 && { nemesesWithoutTarget: idle }),
			checkers,
			...(story.length > 0 && { story }),
			millis: Math.round(performance.now() - startedAt),
		};
		const kept = folder && { directory: folder.path, trace: () => cluster.trace() };
		const run: RunRecord = { options, versions, verdict, history, faults, ...kept };
		folder?.writeVerdict(verdict);
		folder?.writeFile('report.html', registry.reports.html(run));
		return run;
	} finally {
		folder?.close();
	}
}

function openFolder(options: TestOptions, environment: RunEnvironment): RunFolder | undefined {
	if (environment.out === undefined) return undefined;
	const lineByLine = environment.runtime.name !== 'sim';
	const folder = RunFolder.create(environment.out, options, environment.versions, lineByLine);
	environment.onFolder?.(folder.path);
	return folder;
}

/** The history and the faults in memory, and in the run's folder as they happen. */
class Recorder {
	readonly history: History = new History();
	readonly faults: FaultEvent[] = [];
	readonly #folder: RunFolder | undefined;

	constructor(folder: RunFolder | undefined) {
		this.#folder = folder;
	}

	recordEvent(event: Omit<HistoryEvent, 'index'>): void {
		const index = this.history.append(event);
		this.#folder?.appendEvent(this.history.event(index));
	}

	recordFault(event: FaultEvent): void {
		this.faults.push(event);
		this.#folder?.appendFault(event);
	}
}

function deploy(
	options: TestOptions,
	system: System,
	course: Course,
	{ runtime, checkers, stateObserver }: RunEnvironment,
	folder: RunFolder | undefined,
): Promise<Cluster> {
	const mutant = options.mutant === null ? undefined : findByName(system.mutants, options.mutant, 'mutant');
	const isWatched = options.invariants !== 'off' && (checkers?.includes('invariants') ?? true);
	const watched = isWatched ? system.invariants : undefined;
	return runtime.deploy({
		runId: `${options.system}-${options.seed}-${process.pid}-${Math.round(performance.timeOrigin + performance.now()).toString(36)}`,
		seed: options.seed,
		nodes: nodeNames(options.nodeCount),
		program: {
			create: mutant?.createNode ?? system.createNode,
			system: system.name,
			...(mutant && { mutant: mutant.name }),
			...(system.module !== undefined && { module: system.module }),
		},
		faults: faultsOf(course),
		...(options.delays && { delays: options.delays }),
		...(options.branches && { branches: options.branches }),
		...(stateObserver && { stateObserver }),
		...(watched && { invariants: watched }),
		...(folder && { directory: folder.path }),
	});
}

/** What the nemeses may ask of the runtime. */
function faultsOf({ nemeses }: Course): readonly ClusterFaultKind[] {
	return [...new Set(nemeses.flatMap(({ kinds }) => kinds).flatMap(needsOf))];
}

interface Driven {
	/** Names of nemeses that never saw a target. */
	readonly idle: readonly string[];
	readonly usageAfterHealing: Usage | undefined;
	/** Nanoseconds; only where no more than a quorum is healed. */
	readonly quorumHealedAt: number | undefined;
}

async function drive(
	options: TestOptions,
	system: System,
	{ nemeses, generator, triggers }: Course,
	cluster: Cluster,
	recorder: Recorder,
	{ signal, onDeployed }: RunEnvironment,
): Promise<Driven> {
	const { concurrency, operationTimeoutMs } = options;
	const load = new Load(cluster.random('load'));
	let fail: (error: Error) => void = () => {};
	const membership =
		system.membership &&
		new MembershipChanges({ cluster, create: system.createClient, operations: system.membership, load });
	const breaker = new Breaker({ cluster, load, membership, failed: (error) => fail(error) });
	const saboteur = new Saboteur(cluster, breaker, nemeses, cluster.random('nemesis'), (event) =>
		recorder.recordFault(event),
	);
	const usage = new UsageMeter(cluster, nemeses.length === 0);
	onDeployed?.(cluster);
	let quorumHealedAt: number | undefined;
	const abort = (): void => fail(new AbortedError('Interrupted'));
	using _aborting = onAbort(signal, abort);
	await cluster.drive((finish) => {
		const driver = new Driver(
			generator,
			{
				clock: cluster.clock,
				concurrency,
				random: cluster.random('generator'),
				clients: { cluster, create: system.createClient, operationTimeoutMs, concurrency, load },
				saboteur,
				load,
				healed() {
					quorumHealedAt ??= cluster.clock.now();
					usage.begin();
				},
				record: (event) => recorder.recordEvent(event),
			},
			finish,
		);
		fail = (error) => driver.stop(error);
		if (triggers.length > 0) {
			new ScriptWatch(triggers, cluster, saboteur, (error) => driver.stop(error)).begin();
		}
		if (signal?.aborted) abort();
		driver.start();
	});
	assertAllAreBack(membership);
	return {
		idle: withoutTarget(saboteur.idle(), recorder.faults.length > 0, options),
		// A cluster that lacks nodes works harder, and clients look for those that are gone: that is no finding.
		usageAfterHealing: options.heal === 'quorum' ? undefined : usage.sinceBegin(),
		quorumHealedAt: options.heal === 'quorum' ? quorumHealedAt : undefined,
	};
}

/** A run ends healed: whoever left the cluster is a member again. */
function assertAllAreBack(membership: MembershipChanges | undefined): void {
	const missing = membership?.missing ?? [];
	if (missing.length === 0) return;
	throw new RuntimeError(
		'fault-not-healed',
		`The system was asked to take ${missing.join(', ')} back, and has not done so by the end of the run: give it more --recovery, or leave out the nemeses that change its members`,
	);
}

/** What a cluster uses once everything is healed; from the start, where nothing is broken. */
class UsageMeter {
	readonly #cluster: Cluster;
	#before: Usage | undefined;

	constructor(cluster: Cluster, nothingIsBroken: boolean) {
		this.#cluster = cluster;
		if (nothingIsBroken) this.begin();
	}

	begin(): void {
		this.#before = this.#cluster.usage() ?? undefined;
	}

	sinceBegin(): Usage | undefined {
		const now = this.#cluster.usage();
		if (now === null || this.#before === undefined) return undefined;
		return { messages: now.messages - this.#before.messages, syncs: now.syncs - this.#before.syncs };
	}
}

/**
 * Names of nemeses that aim at a leader, or ask the system for something, and could not, because the others left no leader
 * and no majority: the verdict says so. Any other that broke nothing was asked for in vain, and that is an error.
 */
function withoutTarget(
	idle: readonly Nemesis[],
	othersStruck: boolean,
	{ timeMs, nemeses }: TestOptions,
): readonly string[] {
	const registeredNames = new Set(nemeses);
	const missed = idle.find((nemesis) => !othersStruck || !dependsOnOthers(nemesis));
	if (missed === undefined) return idle.map(({ name }) => name);
	const what = registeredNames.has(missed.name)
		? `The nemesis \`${missed.name}\``
		: `The statement \`${missed.name}\` of the schedule`;
	throw new RuntimeError(
		'fault-not-injected',
		`${what} was asked for and found nothing to break within ${timeMs} ms: give it more --time, or leave it out`,
	);
}

function dependsOnOthers({ aim, kinds }: Nemesis): boolean {
	return aim === 'leader' || kinds.every((kind) => familyOf(kind) === 'membership');
}

/** Until its scope ends: a signal may outlive many runs, and must not keep their clusters. */
function onAbort(signal: AbortSignal | undefined, abort: () => void): Disposable {
	signal?.addEventListener('abort', abort);
	return { [Symbol.dispose]: () => signal?.removeEventListener('abort', abort) };
}

/** Keeps what the cluster can still tell, then removes it. */
async function putAway(
	cluster: Cluster,
	folder: RunFolder | undefined,
	{ runtime, signal }: RunEnvironment,
): Promise<void> {
	try {
		folder?.flush();
		// Whoever interrupts does not want to wait for it.
		if (signal?.aborted !== true) folder?.writeTrace(cluster.trace());
		// The other runtimes write the logs of their nodes themselves, as they come.
		if (runtime.name === 'sim') {
			for (const node of cluster.nodes) folder?.writeNodeLog(node, cluster.logTail(node, Number.POSITIVE_INFINITY));
		}
	} finally {
		await cluster.shutdown();
	}
}

function describe(
	options: TestOptions,
): Pick<Verdict, 'system' | 'workload' | 'runtime' | 'nemeses' | 'mutant' | 'seed'> {
	const { system, workload, runtime, nemeses, mutant, seed } = options;
	const number = Number(seed);
	return { system, workload, runtime, nemeses, mutant, seed: Number.isSafeInteger(number) ? number : seed };
}
