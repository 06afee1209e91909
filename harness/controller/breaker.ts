import { type Fault, isClusterFault, type LoadFault, type RepeatedFault } from '../model/index.ts';
import type { Cluster, FaultDone } from '../runtimes/runtime.ts';
import { FaultCycle } from './fault-cycle.ts';
import type { Load } from './load.ts';

/** Injects and heals faults of every kind: those of the cluster itself, those that are made of them, and those of the load. */
export class Breaker {
	readonly #cluster: Cluster;
	readonly #load: Load;
	readonly #failed: (error: Error) => void;
	readonly #cycles = new Map<Fault, FaultCycle>();

	/** @param failed told of what goes wrong between an injection and its healing */
	constructor(cluster: Cluster, load: Load, failed: (error: Error) => void) {
		this.#cluster = cluster;
		this.#load = load;
		this.#failed = failed;
	}

	inject(fault: Fault, done: FaultDone): void {
		if (isClusterFault(fault)) this.#cluster.inject(fault, done);
		else if (isRepeated(fault)) this.#begin(fault, done);
		else if (isLoad(fault)) {
			this.#load.inject(fault);
			done();
		} else done(new Error(`Nobody knows how to inject ${fault.kind}`));
	}

	heal(fault: Fault, done: FaultDone): void {
		if (isClusterFault(fault)) this.#cluster.heal(fault, done);
		else if (isRepeated(fault)) this.#end(fault, done);
		else if (isLoad(fault)) {
			this.#load.heal(fault);
			done();
		} else done(new Error(`Nobody knows how to heal ${fault.kind}`));
	}

	#begin(fault: RepeatedFault, done: FaultDone): void {
		const cycle = new FaultCycle(this.#cluster, fault, this.#failed);
		this.#cycles.set(fault, cycle);
		cycle.begin(done);
	}

	#end(fault: RepeatedFault, done: FaultDone): void {
		const cycle = this.#cycles.get(fault);
		this.#cycles.delete(fault);
		if (cycle === undefined) done(new Error(`The fault is not active: ${JSON.stringify(fault)}`));
		else cycle.end(done);
	}
}

function isRepeated(fault: Fault): fault is RepeatedFault {
	return fault.kind === 'crash-loop' || fault.kind === 'clock-strobe';
}

function isLoad(fault: Fault): fault is LoadFault {
	return fault.kind === 'burst' || fault.kind === 'client-slow' || fault.kind === 'client-crash';
}
