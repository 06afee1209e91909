import type { Random, RunRecord, SeedBranch, TestOptions } from '../../model/index.ts';
import { createRandom } from '../../runtimes/random.ts';
import { StateCoverage } from '../../runtimes/simulation/state-coverage.ts';
import { type RunEnvironment, runTest } from '../run-test.ts';

/** How many runs there are for a seed, the first one included. */
export const runsOfASession = 8;

/** A moment at which a run reached an abstract state that no run of the session had reached before. */
interface Discovery {
	readonly options: TestOptions;
	readonly atMs: number;
	/** How often the session went on from here. */
	tries: number;
}

/**
 * Coverage-guided search within one seed: the first run is that of the seed. Each further one is the same as an earlier run
 * until shortly before it reached a state that was new then, and from there on other draws decide: everything that led to a
 * rare state is kept, and what comes next is tried again. Randomness that is addressed by event makes that a matter of one
 * seed more (`simulation/draws.ts`): the options of a run hold all of it, so that each can be run again by itself.
 *
 * Ends with the first run that is not valid, or after `runsOfASession`. Nothing is shared between seeds, so that a campaign
 * comes to the same end in any order, on any number of machines.
 */
export async function* explore(options: TestOptions, environment: RunEnvironment): AsyncGenerator<RunRecord> {
	const random = createRandom(options.seed, 'coverage');
	const known = new Set<string>();
	const discoveries: Discovery[] = [];
	let next = options;
	for (let count = 0; count < runsOfASession; count++) {
		const coverage = new StateCoverage();
		const record = await runTest(next, { ...environment, stateObserver: coverage });
		yield record;
		if (record.verdict.valid !== true) return;
		discoveries.push(...discover(next, coverage, known));
		const from = choose(discoveries, random);
		if (from === undefined) return;
		next = goOnFrom(from, random);
	}
}

/** What is new in a run, while faults come and go: afterwards there is nothing left to try. */
function discover(options: TestOptions, { firstVisits }: StateCoverage, known: Set<string>): Discovery[] {
	const found: Discovery[] = [];
	for (const [state, time] of firstVisits) {
		if (known.has(state)) continue;
		known.add(state);
		const atMs = time / 1e6;
		if (atMs < options.timeMs && atMs > lastBranchMs(options)) found.push({ options, atMs, tries: 0 });
	}
	return found;
}

/** One of those that were tried least; the later in its run, the rarer what led to it. */
function choose(discoveries: readonly Discovery[], random: Random): Discovery | undefined {
	const fewest = Math.min(...discoveries.map(({ tries }) => tries));
	const least = discoveries.filter(({ tries }) => tries === fewest);
	if (least.length === 0) return undefined;
	return random.chance(1 / 2) ? least.at(-1) : random.pick(least);
}

function goOnFrom(discovery: Discovery, random: Random): TestOptions {
	discovery.tries++;
	const { options, atMs } = discovery;
	const branch: SeedBranch = { atMs, seed: String(random.integer(0, 2 ** 32 - 1)) };
	return { ...options, branches: [...(options.branches ?? []), branch] };
}

function lastBranchMs({ branches = [] }: TestOptions): number {
	return branches.at(-1)?.atMs ?? -1;
}
