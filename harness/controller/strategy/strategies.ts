import type { Delays, Nemesis, Registry, System } from '../../model/index.ts';
import { createRandom } from '../../runtimes/random.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { drawSwarm, familyName, type Swarm, servedNemeses } from './swarm.ts';

/** What a strategy draws for one seed: whatever the caller does not say. */
export interface Draw extends Swarm {
	/** Nothing where a message takes as long as the runtime has it. */
	readonly delays?: Delays;
}

/** How the seeds of a campaign are spread over what could happen. */
export interface Strategy {
	readonly name: string;
	/** One sentence. */
	readonly description: string;
	/** Its delays are decided by the simulation, and nowhere else. */
	readonly simulationOnly: boolean;
	/** A run that reaches something new is gone on with from there (`explore.ts`). */
	readonly explores: boolean;
	draw(system: System, registry: Registry, runtime: Runtime, seed: string): Draw;
}

const random: Strategy = {
	name: 'random',
	description: 'every family of faults in every run, drawn uniformly',
	simulationOnly: false,
	explores: false,
	draw: (system, registry, runtime) => ({
		nemeses: generalNemeses(servedNemeses(system, registry, runtime)).map(({ name }) => name),
		nodeCount: system.nodeCount,
	}),
};

const swarm: Strategy = {
	name: 'swarm',
	description: 'each seed with its own subset of faults, size of the cluster, load, paces and delays',
	simulationOnly: false,
	explores: false,
	draw(system, registry, runtime, seed) {
		const drawn = drawSwarm(system, registry, runtime, seed);
		return runtime.name === 'sim' ? { ...drawn, ...drawDelays(seed) } : drawn;
	},
};

const pct: Strategy = {
	name: 'pct',
	description: 'as swarm, with delays by priorities that few moments change (probabilistic concurrency testing)',
	simulationOnly: true,
	explores: false,
	draw: (system, registry, runtime, seed) => ({
		...drawSwarm(system, registry, runtime, seed),
		delays: { kind: 'priorities' },
	}),
};

const coverage: Strategy = {
	...pct,
	name: 'coverage',
	description:
		'as pct, and each seed goes on from the moments at which a run reached a new state of roles, terms and quorums',
	explores: true,
};

export const strategies: readonly Strategy[] = [random, swarm, pct, coverage];

/** One in four is slower than a heartbeat of most systems allows for. */
const slowMeansMs = [3, 10] as const;

function drawDelays(seed: string): { readonly delays?: Delays } {
	const draws = createRandom(seed, 'swarm:delays');
	return draws.chance(1 / 4) ? { delays: { kind: 'drawn', meanMs: draws.pick(slowMeansMs) } } : {};
}

/** Of each family the one that stands for all of it, and otherwise every member. */
function generalNemeses(nemeses: readonly Nemesis[]): readonly Nemesis[] {
	const names = new Set(nemeses.map(({ name }) => name));
	return nemeses.filter((nemesis) => {
		const family = familyName(nemesis);
		return nemesis.name === family || !names.has(family);
	});
}
