import { type Fault, type FaultEvent, findByName, type JsonValue, type Nemesis, type Random } from '../model/index.ts';
import type { Cluster } from '../runtimes/runtime.ts';
import type { Breaker } from './breaker.ts';

/** What became of an order to break or to heal. */
export type SabotageOutcome = 'done' | 'nothing-to-do' | Error;

interface ActiveFault {
	readonly id: number;
	/** Of the nemesis. */
	readonly name: string;
	readonly fault: Fault;
}

/**
 * Carries out what the nemesis process is told: `inject` asks a nemesis for a fault and injects it, `heal` heals the one
 * that this nemesis has active, `heal-all` every one, `heal-others` every one but that of this nemesis. It keeps the list of faults as they took effect.
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
	/** Keys of faults that are being injected or healed. */
	readonly #underWay = new Set<string>();
	#whenSettled: (() => void) | undefined;
	#ended = false;
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

	/**
	 * @param f `inject`, `heal`, `heal-all` or `heal-others`
	 * @param names of nemeses, one a line
	 * @param key tells one fault of a nemesis from another: with one key, one at a time; its `heal` may name the key alone
	 */
	carryOut(f: string, names: string, done: (outcome: SabotageOutcome) => void, key: string = names): void {
		if (f === 'inject') this.#inject(names, key, done);
		else if (f === 'heal') this.#heal(names.split('\n'), done);
		else if (f === 'heal-all') this.#healAll(done);
		else if (f === 'heal-others') this.#healAll(done, key);
		else done(new Error(`The nemesis process knows inject, heal, heal-all and heal-others, got \`${f}\``));
	}

	#inject(name: string, key: string, done: (outcome: SabotageOutcome) => void): void {
		const nemesis = findByName(this.#nemeses, name, 'nemesis of this run');
		const isFree = !this.#ended && !this.#active.has(key) && !this.#underWay.has(key);
		const fault = isFree ? this.#choose(nemesis) : undefined;
		if (fault === undefined) {
			done('nothing-to-do');
			return;
		}
		this.#underWay.add(key);
		this.#breaker.inject(fault, (error) => {
			this.#underWay.delete(key);
			if (error === undefined) this.#injectedNow(name, key, fault);
			done(error === undefined ? 'done' : error === 'not-now' ? 'nothing-to-do' : error);
			this.#settled();
		});
	}

	#injectedNow(name: string, key: string, fault: Fault): void {
		const id = this.#nextId++;
		this.#active.set(key, { id, name, fault });
		this.#injected.add(name);
		this.#record({ time: this.#cluster.clock.now(), type: 'inject', id, nemesis: name, fault });
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

	/** All but one, where one is named. From now on nothing is injected any more. What is under way because of a trigger is waited for. */
	#healAll(done: (outcome: SabotageOutcome) => void, except?: string): void {
		this.#ended = true;
		const healRest = (): void =>
			this.#heal(
				[...this.#active.keys()].filter((key) => key !== except),
				(outcome) => done(outcome === 'nothing-to-do' ? 'done' : outcome),
			);
		if (this.#underWay.size === 0) healRest();
		else this.#whenSettled = healRest;
	}

	#settled(): void {
		if (this.#underWay.size > 0) return;
		const then = this.#whenSettled;
		this.#whenSettled = undefined;
		then?.();
	}

	/** Those that are active, one after the other, oldest first. */
	#heal(
		names: readonly string[],
		done: (outcome: SabotageOutcome) => void,
		outcome: SabotageOutcome = 'nothing-to-do',
	): void {
		const [key, active] =
			[...this.#active].find(([key, { name }]) => names.includes(key) || names.includes(name)) ?? [];
		if (key === undefined || active === undefined) {
			done(outcome);
			return;
		}
		this.#active.delete(key);
		this.#underWay.add(key);
		const { id, name, fault } = active;
		this.#breaker.heal(fault, (error) => {
			this.#underWay.delete(key);
			if (error === undefined) {
				this.#record({ time: this.#cluster.clock.now(), type: 'heal', id, nemesis: name, fault });
				this.#heal(names, done, 'done');
			} else done(error);
			this.#settled();
		});
	}
}
