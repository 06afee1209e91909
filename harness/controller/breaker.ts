import {
	type Fault,
	isClusterFault,
	type LoadFault,
	type MembershipFault,
	type RepeatedFault,
} from '../model/index.ts';
import type { Cluster, FaultDone } from '../runtimes/runtime.ts';
import { FaultCycle } from './fault-cycle.ts';
import type { Load } from './load.ts';
import type { InjectDone, MembershipChanges } from './membership-changes.ts';

export interface BreakerEnvironment {
	readonly cluster: Cluster;
	readonly load: Load;
	/** Absent where the system has no such operations. */
	readonly membership?: MembershipChanges | undefined;
	/** Told of what goes wrong between an injection and its healing. */
	readonly failed: (error: Error) => void;
}

/** Injects and heals faults of every kind: those of the cluster itself, those that are made of them, and those of the load. */
export class Breaker {
	readonly #cluster: Cluster;
	readonly #load: Load;
	readonly #membership: MembershipChanges | undefined;
	readonly #failed: (error: Error) => void;
	readonly #cycles = new Map<Fault, FaultCycle>();

	constructor({ cluster, load, membership, failed }: BreakerEnvironment) {
		this.#cluster = cluster;
		this.#load = load;
		this.#membership = membership;
		this.#failed = failed;
	}

	inject(fault: Fault, done: InjectDone): void {
		if (isClusterFault(fault)) this.#cluster.inject(fault, done);
		else if (isRepeated(fault)) this.#begin(fault, done);
		else if (isLoad(fault)) {
			this.#load.inject(fault);
			done();
		} else if (this.#membership === undefined) done(noMembership(fault));
		else this.#membership.inject(fault, done);
	}

	heal(fault: Fault, done: FaultDone): void {
		if (isClusterFault(fault)) this.#cluster.heal(fault, done);
		else if (isRepeated(fault)) this.#end(fault, done);
		else if (isLoad(fault)) {
			this.#load.heal(fault);
			done();
		} else if (this.#membership === undefined) done(noMembership(fault));
		else this.#membership.heal(fault, done);
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

function noMembership({ kind }: MembershipFault): Error {
	return new Error(`The system has no operations for ${kind}`);
}

function isRepeated(fault: Fault): fault is RepeatedFault {
	return fault.kind === 'crash-loop' || fault.kind === 'clock-strobe';
}

function isLoad(fault: Fault): fault is LoadFault {
	return fault.kind === 'burst' || fault.kind === 'client-slow' || fault.kind === 'client-crash';
}
