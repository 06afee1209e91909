import type { ClusterFault, Random, RepeatedFault } from '../model/index.ts';
import { drawNanos } from '../runtimes/distribution.ts';
import type { Cluster, FaultDone } from '../runtimes/runtime.ts';

const nanosPerMs = 1e6;

/**
 * A fault of the cluster that comes and goes until it is healed: a crash loop is crashes, a strobing clock is steps. It
 * does not wait until nodes are up before it strikes again: some are killed while they are still recovering.
 */
export class FaultCycle {
	readonly #cluster: Cluster;
	readonly #fault: RepeatedFault;
	readonly #failed: (error: Error) => void;
	readonly #random: Random;
	/** The one that is injected now. */
	#active: ClusterFault | undefined;
	/** Heals that are under way. */
	#healing = 0;
	#cancel: () => void = () => {};
	#ended: FaultDone | undefined;

	constructor(cluster: Cluster, fault: RepeatedFault, failed: (error: Error) => void) {
		this.#cluster = cluster;
		this.#fault = fault;
		this.#failed = failed;
		this.#random = cluster.random(`cycle:${fault.kind}:${fault.nodes.join('+')}`);
	}

	/** `done` is called when it has struck for the first time. */
	begin(done: FaultDone): void {
		this.#strike((error) => {
			done(error);
			if (error === undefined) this.#waitToHeal();
		});
	}

	/** `done` is called when nothing of it is left. */
	end(done: FaultDone): void {
		this.#ended = done;
		this.#cancel();
		if (this.#active !== undefined) this.#heal();
		else if (this.#healing === 0) done();
	}

	#strike(done: FaultDone): void {
		this.#active = strikeOf(this.#fault);
		this.#cluster.inject(this.#active, done);
	}

	#waitToHeal(): void {
		if (this.#ended !== undefined) return;
		this.#after(activeNanos(this.#fault), () => {
			this.#heal();
			this.#after(restNanos(this.#fault, this.#random), () => this.#strikeAgain());
		});
	}

	#strikeAgain(): void {
		this.#strike((error) => {
			if (error !== undefined) this.#failed(error);
			else this.#waitToHeal();
		});
	}

	#heal(): void {
		const fault = this.#active;
		if (fault === undefined) return;
		this.#active = undefined;
		this.#healing++;
		this.#cluster.heal(fault, (error) => {
			this.#healing--;
			if (this.#ended === undefined) {
				if (error !== undefined) this.#failed(error);
			} else if (this.#healing === 0 || error !== undefined) this.#ended(error);
		});
	}

	#after(nanos: number, then: () => void): void {
		this.#cancel = this.#cluster.clock.setTimer(nanos, then);
	}
}

function strikeOf(fault: RepeatedFault): ClusterFault {
	const { nodes } = fault;
	return fault.kind === 'crash-loop'
		? { kind: 'crash', nodes }
		: { kind: 'clock-step', nodes, offsetMs: fault.offsetMs };
}

function activeNanos(fault: RepeatedFault): number {
	return (fault.kind === 'crash-loop' ? fault.downMs : fault.periodMs) * nanosPerMs;
}

function restNanos(fault: RepeatedFault, random: Random): number {
	return fault.kind === 'crash-loop' ? drawNanos(fault.up, random) : fault.periodMs * nanosPerMs;
}
