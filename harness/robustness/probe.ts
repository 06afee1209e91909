import type { NodeId, Usage } from '../model/index.ts';
import type { Cluster } from '../runtimes/runtime.ts';

/** Who led at a moment, and what it had given out. */
export interface Sighting {
	/** Nanoseconds since the start of the run. */
	readonly time: number;
	/** `null` when nobody did. */
	readonly primary: Reign | null;
	/** Of a primary that gives out tasks: how many there are, and how many attempts it has given out in this reign. */
	readonly work: Work | null;
}

export interface Reign {
	readonly node: NodeId;
	/** Its term, ballot or epoch; 0 where it has none. */
	readonly number: number;
}

export interface Work {
	readonly tasks: number;
	readonly attempts: number;
}

const nanosPerMs = 1e6;

/** Looks at a cluster at regular times while it runs, as an operator's monitoring does; it changes nothing. */
export class Probe {
	readonly sightings: Sighting[] = [];
	readonly #cluster: Cluster;
	readonly #intervalNanos: number;
	#cancel: () => void = () => {};

	constructor(cluster: Cluster, intervalMs: number) {
		this.#cluster = cluster;
		this.#intervalNanos = intervalMs * nanosPerMs;
		this.#look();
	}

	/** What the cluster has used so far; `null` where the runtime does not see it. */
	get usage(): Usage | null {
		return this.#cluster.usage();
	}

	stop(): void {
		this.#cancel();
	}

	#look(): void {
		const primary = this.#primary();
		this.sightings.push({
			time: this.#cluster.clock.now(),
			primary,
			work: primary === null ? null : this.#workOf(primary.node),
		});
		this.#cancel = this.#cluster.clock.setTimer(this.#intervalNanos, () => this.#look());
	}

	/** Of several that believe they lead, the one of the newest reign: the others have not heard of it yet. */
	#primary(): Reign | null {
		let newest: Reign | null = null;
		for (const node of this.#cluster.nodes) {
			const { role, term, ballot, epoch } = this.#cluster.inspect(node) ?? {};
			if (role !== 'leader' && role !== 'coordinator') continue;
			const number = [term, ballot, epoch].find((one) => typeof one === 'number') ?? 0;
			if (newest === null || number > newest.number) newest = { node, number };
		}
		return newest;
	}

	#workOf(node: NodeId): Work | null {
		const { tasks, attempts } = this.#cluster.inspect(node) ?? {};
		return typeof tasks === 'number' && typeof attempts === 'number' ? { tasks, attempts } : null;
	}
}
