import { type Fault, isClusterFault } from '../model/index.ts';
import { type Cluster, type FaultDone, RuntimeError } from '../runtimes/runtime.ts';

/** Injects and heals faults of every kind: those of the cluster itself, and those that are made of them. */
export class Breaker {
	readonly #cluster: Cluster;

	constructor(cluster: Cluster) {
		this.#cluster = cluster;
	}

	inject(fault: Fault, done: FaultDone): void {
		if (isClusterFault(fault)) this.#cluster.inject(fault, done);
		else done(new RuntimeError('unsupported-fault', `There is no \`${fault.kind}\` yet`));
	}

	heal(fault: Fault, done: FaultDone): void {
		if (isClusterFault(fault)) this.#cluster.heal(fault, done);
		else done(new RuntimeError('unsupported-fault', `There is no \`${fault.kind}\` yet`));
	}
}
