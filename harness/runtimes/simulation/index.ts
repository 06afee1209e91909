import { type ClusterFaultKind, familyOf } from '../../model/index.ts';
import type { Runtime, Support } from '../runtime.ts';
import { defaultSimulationOptions, type SimulationOptions } from './options.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

export type { SimulationOptions } from './options.ts';
export { SimulatedCluster };

/** A simulated world with these options; those left out have the defaults of `defaultSimulationOptions`. */
export function createSimulation(options: Partial<SimulationOptions> = {}): Runtime {
	const resolved = { ...defaultSimulationOptions, ...options };
	return {
		name: 'sim',
		supports,
		deploy: async (deployment) => new SimulatedCluster(deployment, resolved),
	};
}

export const simulation: Runtime = createSimulation();

function supports(kind: ClusterFaultKind): Support {
	if (familyOf(kind) === 'disk') return { supported: false, reason: 'not yet: the simulated disk never fails' };
	return { supported: true };
}
