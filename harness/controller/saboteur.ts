import { type Fault, type FaultEvent, findByName, type JsonValue, type Nemesis, type Random } from '../model/index.ts';
import type { Cluster } from '../runtimes/runtime.ts';
import type { Breaker } from './breaker.ts';

/** What became of an order to break or to heal. */
export type SabotageOutcome = 'done' | 'nothing-to-do' | Error;

interface ActiveFault {
	readonly id: number;
	readonly fault: Fault;
}

/**
 * Carries out what the nemesis process is told: `inject` asks a nemesis for a fault and injects it, `heal` heals the one
 * that this nemesis has active, `heal-all` every one. It keeps the list of faults as they took effect.
 */
export class Saboteur {
	readonly #cluster: Cluster;
	readonly #breaker: Breaker;
	readonly #nemeses: readonly Nemesis[];
	readonly #random: Random;
	readonly #record: (event: FaultEvent) => void;
	readonly #active = new Map<string, ActiveFault>();
	readonly #injected = new Set<string>();
	readonly #notes = new Map<string, Map<string, JsonValue>>();
	#nextId = 0;

	constructor(
		cluster: Cluster,
		breaker: Breaker,
		nemeses: readonly Nemesis[],
		random: Random,
		record: (event: FaultEvent) => void,
	) {
		this.#cluster = cluster;
		this.#breaker = breaker;
		this.#nemeses = nemeses;
		this.#random = random;
		this.#record = record;
	}

	/** Nemeses that have not injected a single fault so far. */
	idle(): readonly Nemesis[] {
		return this.#nemeses.filter((nemesis) => !this.#injected.has(nemesis.name));
	}

	carryOut(f: string, name: string, done: (outcome: SabotageOutcome) => void): void {
		if (f === 'inject') this.#inject(name, done);
		else if (f === 'heal') this.#heal([name], done);
		else if (f === 'heal-all') this.#heal([...this.#active.keys()], done);
		else done(new Error(`The nemesis process knows inject, heal and heal-all, got \`${f}\``));
	}

	#inject(name: string, done: (outcome: SabotageOutcome) => void): void {
		const nemesis = findByName(this.#nemeses, name, 'nemesis of this run');
		const fault = this.#active.has(name) ? undefined : this.#choose(nemesis);
		if (fault === undefined) {
			done('nothing-to-do');
			return;
		}
		this.#breaker.inject(fault, (error) => {
			if (error !== undefined) {
				done(error === 'not-now' ? 'nothing-to-do' : error);
				return;
			}
			const id = this.#nextId++;
			this.#active.set(name, { id, fault });
			this.#injected.add(name);
			this.#record({ time: this.#cluster.clock.now(), type: 'inject', id, nemesis: name, fault });
			done('done');
		});
	}

	#choose(nemesis: Nemesis): Fault | undefined {
		return nemesis.choose({
			nodes: this.#cluster.nodes,
			random: this.#random,
			now: this.#cluster.clock.now() / 1e6,
			notes: this.#notesOf(nemesis),
			inspect: (node) => this.#cluster.inspect(node),
		});
	}

	#notesOf({ name }: Nemesis): Map<string, JsonValue> {
		let notes = this.#notes.get(name);
		if (notes === undefined) {
			notes = new Map();
			this.#notes.set(name, notes);
		}
		return notes;
	}

	/** One after the other, oldest first. */
	#heal(names: readonly string[], done: (outcome: SabotageOutcome) => void): void {
		const [name, ...others] = names;
		const active = name === undefined ? undefined : this.#active.get(name);
		if (name === undefined || active === undefined) {
			done(names.length === 0 ? 'done' : 'nothing-to-do');
			return;
		}
		this.#breaker.heal(active.fault, (error) => {
			if (error !== undefined) {
				done(error);
				return;
			}
			this.#active.delete(name);
			this.#record({
				time: this.#cluster.clock.now(),
				type: 'heal',
				id: active.id,
				nemesis: name,
				fault: active.fault,
			});
			if (others.length === 0) done('done');
			else this.#heal(others, done);
		});
	}
}
