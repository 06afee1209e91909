import type { Nemesis, Random, Registry } from '../model/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';

/** The name that stands for a mix of nemeses, drawn anew for each seed. */
export const swarmName = 'swarm';

/**
 * Swarm testing (Groce et al., ISSTA 2012): each seed breaks another mix of things. A fault that is always present hides
 * what happens only in its absence: a cluster that is partitioned for ever never comes to the bug that needs two quiet
 * seconds and a crash. So each family (`crash` of `crash-leader`) is in or out by a coin, and one that is in gives one member.
 *
 * @returns names of nemeses that the runtime can serve; at least one where there is one
 */
export function drawSwarm(registry: Registry, runtime: Runtime, random: Random): string[] {
	const families = familiesOf(registry.nemeses.filter((nemesis) => canServe(runtime, nemesis)));
	if (families.length === 0) return [];
	const drawn = families.filter(() => random.chance(0.5));
	const swarm = drawn.length === 0 ? [random.pick(families)] : drawn;
	return swarm.map((members) => random.pick(members).name);
}

function familiesOf(nemeses: readonly Nemesis[]): Nemesis[][] {
	const families = new Map<string, Nemesis[]>();
	for (const nemesis of nemeses) {
		const family = nemesis.name.split('-')[0] as string;
		families.set(family, [...(families.get(family) ?? []), nemesis]);
	}
	return [...families.values()];
}

function canServe(runtime: Runtime, nemesis: Nemesis): boolean {
	return nemesis.kinds.every((kind) => runtime.supports(kind).supported);
}
