import { History, type HistoryEvent } from '../../../harness/model/index.ts';
import { createRandom } from '../../linearizability/fixtures/simulate-history.ts';

export interface Replication {
	readonly seed: number;
	/** Each serves one process. */
	readonly replicas: number;
	readonly operations: number;
	readonly keys: number;
	/**
	 * `one`: all replicas apply all writes in one order, and a write returns once its own has. So the history is sequentially
	 * consistent. `causal`: they apply concurrent writes as these arrive, but keep the greatest: causal convergence.
	 */
	readonly order: 'one' | 'causal';
}

interface Write {
	readonly key: string;
	readonly value: number;
	/** Lamport clock and replica: an order of all writes that agrees with causality. */
	readonly stamp: number;
	/** For each replica how many of its writes come before. */
	readonly after: readonly number[];
}

/** What clients see of replicas that answer reads at once, each from what it has applied so far. */
export function replicatedHistory({ seed, replicas, operations, keys, order }: Replication): History {
	const random = createRandom(seed);
	const log: Write[] = [];
	const nodes = Array.from({ length: replicas }, (_, replica) => new Replica(replica, replicas));
	const events: Omit<HistoryEvent, 'index'>[] = [];
	let value = 0;
	for (let i = 0; i < operations; i++) {
		const process = Math.floor(random() * replicas);
		const node = nodes[process] as Replica;
		const key = `k${Math.floor(random() * keys)}`;
		for (const [other, one] of nodes.entries()) {
			if (random() > 0.3) continue;
			if (order === 'one') one.applyUpTo(log, Math.floor(random() * (log.length + 1)));
			else one.applyFrom(nodes[(other + 1 + Math.floor(random() * (replicas - 1))) % replicas] as Replica, random);
		}
		const event = { time: 1000 * i, process, key };
		if (random() < 0.6) {
			events.push({ ...event, type: 'invoke', f: 'read', value: null });
			events.push({ ...event, time: 1000 * i + 500, type: 'ok', f: 'read', value: node.read(key) });
			continue;
		}
		const write = { key, value: ++value, stamp: 0, after: node.seen.slice() };
		events.push({ ...event, type: 'invoke', f: 'write', value });
		events.push({ ...event, time: 1000 * i + 500, type: 'ok', f: 'write', value });
		if (order === 'one') {
			log.push({ ...write, stamp: log.length });
			node.applyUpTo(log, log.length);
		} else node.write({ ...write, stamp: node.nextStamp() });
	}
	return History.of(events);
}

class Replica {
	/** For each replica how many of its writes are applied. */
	readonly seen: number[];
	readonly #replica: number;
	readonly #current = new Map<string, Write>();
	readonly #own: Write[] = [];
	#applied = 0;
	#clock = 0;

	constructor(replica: number, replicas: number) {
		this.#replica = replica;
		this.seen = new Array<number>(replicas).fill(0);
	}

	read(key: string): number | null {
		return this.#current.get(key)?.value ?? null;
	}

	nextStamp(): number {
		return (this.#clock + 1) * this.seen.length + this.#replica;
	}

	applyUpTo(log: readonly Write[], length: number): void {
		for (; this.#applied < length; this.#applied++) this.#apply(log[this.#applied] as Write);
	}

	write(write: Write): void {
		this.#own.push(write);
		this.#apply(write);
		this.seen[this.#replica] = this.#own.length;
	}

	/** Some more of what another replica has written, if all that comes before is here. */
	applyFrom(other: Replica, random: () => number): void {
		const written = other.#own;
		const from = other.#replica;
		for (let next = this.seen[from] as number; next < written.length && random() < 0.8; next++) {
			const write = written[next] as Write;
			if (write.after.some((count, one) => one !== from && count > (this.seen[one] as number))) return;
			this.#apply(write);
			this.seen[from] = next + 1;
		}
	}

	#apply(write: Write): void {
		const current = this.#current.get(write.key);
		if (current === undefined || write.stamp > current.stamp) this.#current.set(write.key, write);
		this.#clock = Math.max(this.#clock, Math.floor(write.stamp / this.seen.length));
	}
}
