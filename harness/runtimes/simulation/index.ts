import type { Runtime } from '../runtime.ts';
import { defaultSimulationOptions, type SimulationOptions } from './options.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

export type { SimulationOptions } from './options.ts';
export { SimulatedCluster };

/** A simulated world with these options; those left out have the defaults of `defaultSimulationOptions`. */
export function createSimulation(options: Partial<SimulationOptions> = {}): Runtime {
	const resolved = { ...defaultSimulationOptions, ...options };
	return {
		name: 'sim',
		seesMessages: true,
		supports: () => ({ supported: true }),
		deploy: async (deployment) => new SimulatedCluster(deployment, resolved),
	};
}

export const simulation: Runtime = createSimulation();
