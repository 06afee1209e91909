import {
	brokenPromises,
	defaultTestOptions,
	type FaultKind,
	familyOf,
	type Nemesis,
	type Registry,
	type System,
	type TestOptions,
} from '../../model/index.ts';
import { createRandom } from '../../runtimes/random.ts';
import { type Runtime, supportOf } from '../../runtimes/runtime.ts';

/** The name that stands for a mix of nemeses, drawn anew for each seed. */
export const swarmName = 'swarm';

/** Clients at any time, and operations a second over all of them. */
type Load = Pick<TestOptions, 'concurrency' | 'rate'>;

/** What a swarm draws for one seed; the load is the system's own where it is not drawn. */
export interface Swarm extends Partial<Load> {
	/** Names of nemeses that the runtime can serve; at least one where there is one. */
	readonly nemeses: readonly string[];
	readonly nodeCount: number;
}

/**
 * Swarm testing (Groce et al., ISSTA 2012): each seed breaks another mix of things. A fault that is always present hides
 * what happens only in its absence: a cluster that is partitioned for ever never comes to the bug that needs two quiet
 * seconds and a crash. So each family (`crash` of `crash-leader`) is in or out by a coin, and one that is in gives a member
 * or two. The cluster's size is drawn as well: among three nodes a single one that is wrong decides. And so is the load.
 *
 * One seed in four is a storm over the leaders: whatever aims at them is in by a coin of its own. Elections are where
 * consensus goes wrong, and a mix of all faults has too few of them.
 */
export function drawSwarm(system: System, registry: Registry, runtime: Runtime, seed: string): Swarm {
	const random = createRandom(seed, 'swarm');
	const served = servedNemeses(system, registry, runtime);
	const families = familiesOf(served, random.chance(1 / 4));
	const drawn = families.filter(() => random.chance(0.5));
	const swarm = drawn.length === 0 && families.length > 0 ? [random.pick(families)] : drawn;
	const nemeses = swarm.flatMap((members) => random.shuffle(members).slice(0, random.integer(1, 2)));
	return {
		nemeses: nemeses.map(({ name }) => name),
		nodeCount: random.pick(system.swarmNodeCounts ?? [Math.min(3, system.nodeCount), system.nodeCount]),
		...drawLoad(system, seed),
	};
}

/** One seed in four is quiet, so that what a fault broke is not at once covered by new work; one in four is busy. */
function drawLoad(system: System, seed: string): Load {
	const { concurrency, rate } = { ...defaultTestOptions, ...system.defaults };
	const usual = { concurrency, rate };
	const quiet = { concurrency: Math.max(1, Math.round(concurrency / 2)), rate: rate / 5 };
	const busy = { concurrency: concurrency * 2, rate: rate * 2 };
	return createRandom(seed, 'swarm:load').pick([quiet, busy, usual, usual]);
}

/** Those that the runtime can serve and the system is built for. */
export function servedNemeses(system: System, registry: Registry, runtime: Runtime): readonly Nemesis[] {
	return registry.nemeses.filter((nemesis) => canServe(runtime, nemesis) && isFor(system, nemesis));
}

/** What a coin is tossed for. In a storm that is each nemesis that aims at leaders, and bad weather on the network. */
function familiesOf(nemeses: readonly Nemesis[], isStorm: boolean): Nemesis[][] {
	const families = new Map<string, Nemesis[]>();
	for (const nemesis of nemeses) {
		const { name, aim } = nemesis;
		if (isStorm && aim === undefined && !isWeather(nemesis)) continue;
		const family = isStorm && aim !== undefined ? name : familyName(nemesis);
		families.set(family, [...(families.get(family) ?? []), nemesis]);
	}
	return [...families.values()];
}

/**
 * The first word of a name, as in `crash-leader`. Crash loops are a family of their own: what a node forgets shows when it is
 * back before the messages are that were sent to it earlier, and other crashes hardly ever are that short.
 */
export function familyName({ name, kinds }: Nemesis): string {
	return kinds.includes('crash-loop') ? name : (name.split('-')[0] as string);
}

/** Messages suffer, but nothing is broken. */
function isWeather({ kinds }: Nemesis): boolean {
	return kinds.every((kind) => kind === 'loss' || kind === 'duplicate' || kind === 'delay');
}

/** What has no target in this system, or breaks what it relies on, is of no use. */
function isFor({ hasLeader = true, tolerates, membership }: System, { aim, kinds }: Nemesis): boolean {
	const isBuiltFor = (kind: FaultKind): boolean => tolerates?.includes(kind) ?? !brokenPromises.includes(kind);
	const hasMembers = membership !== undefined || !kinds.some((kind) => familyOf(kind) === 'membership');
	return (aim === undefined || hasLeader) && hasMembers && kinds.every(isBuiltFor);
}

function canServe(runtime: Runtime, nemesis: Nemesis): boolean {
	return nemesis.kinds.every((kind) => supportOf(runtime, kind).supported);
}
