import { moduleBundle, nodeHostBundle } from '../host/bundle.ts';
import { RealCluster } from '../real/real-cluster.ts';
import type { Cluster, Deployment, Runtime, Support } from '../runtime.ts';
import { ProcessMachinery } from './process-machinery.ts';

export { sweepProcesses } from './run-state.ts';

export interface ProcessRuntimeOptions {
	/** How long a node may take to answer `init`. */
	readonly readyTimeoutMs?: number;
}

/** Each node a child process that speaks JSON lines on stdio; the controller is the network between them. Needs no privileges. */
export const processRuntime: Runtime = createProcessRuntime();

export function createProcessRuntime({ readyTimeoutMs = 20_000 }: ProcessRuntimeOptions = {}): Runtime {
	return {
		name: 'process',
		seesMessages: true,
		supports,
		deploy: (deployment) => deploy(deployment, readyTimeoutMs),
	};
}

function supports(kind: Parameters<Runtime['supports']>[0]): Support {
	switch (kind) {
		case 'cut':
		case 'loss':
		case 'duplicate':
		case 'delay':
		case 'reorder':
		case 'bandwidth':
		case 'crash':
			return { supported: true };
		case 'pause':
			return process.platform === 'win32'
				? { supported: false, reason: 'Windows has no signal that stops a process' }
				: { supported: true };
		default:
			return { supported: true };
	}
}

async function deploy(deployment: Deployment, readyTimeoutMs: number): Promise<Cluster> {
	const { system, mutant, module } = deployment.program;
	const hostArguments = [
		await nodeHostBundle(),
		`--system=${system}`,
		`--seed=${deployment.seed}`,
		'--inspect',
		...(mutant === undefined ? [] : [`--mutant=${mutant}`]),
		...(module === undefined ? [] : [`--module=file://${await moduleBundle(module)}`]),
	];
	let machinery: ProcessMachinery | undefined;
	const cluster = new RealCluster({
		nodes: deployment.nodes,
		seed: deployment.seed,
		runtime: { name: 'process', supports },
		createMachinery(events) {
			machinery = new ProcessMachinery({ deployment, hostArguments, readyTimeoutMs, events });
			return machinery;
		},
	});
	try {
		await machinery?.startAll();
	} catch (error) {
		await cluster.shutdown();
		throw error;
	}
	return cluster;
}
