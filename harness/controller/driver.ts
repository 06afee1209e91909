import {
	type Completion,
	type Generator,
	type GeneratorContext,
	type HistoryEvent,
	type Invocation,
	type JsonValue,
	type ProcessId,
	type Random,
	UsageError,
} from '../model/index.ts';
import { type Clock, RuntimeError } from '../runtimes/runtime.ts';
import { type ClientEnvironment, ClientProcess } from './client-process.ts';
import type { Load, LoadTarget } from './load.ts';
import type { Saboteur } from './saboteur.ts';

export interface DriverEnvironment {
	readonly clock: Clock;
	readonly concurrency: number;
	readonly random: Random;
	readonly clients: ClientEnvironment;
	readonly saboteur: Saboteur;
	readonly load: Load;
	/** Called once, when everything that was broken has been healed for good. */
	healed(): void;
	/** Called for each event of the history, as it happens. */
	record(event: Omit<HistoryEvent, 'index'>): void;
}

/**
 * Interprets a generator: asks it what is next, lets clients and the nemesis do it when its time has come, and tells it
 * what happened. Everything is a callback on the cluster's clock, so that it is the same in virtual and in real time.
 *
 * There are `concurrency` threads, each with one process at a time. When a process' operation ends in `info`, the process
 * is retired for ever and its thread goes on as a new one, numbered higher by `concurrency`.
 */
export class Driver implements LoadTarget {
	readonly #environment: DriverEnvironment;
	readonly #finish: (error?: Error) => void;
	/** The process of each thread, and the nemesis. */
	#processes: readonly ProcessId[];
	readonly #busy = new Set<ProcessId>();
	/** Those of `#processes` that are not busy; nothing when that has changed. */
	#free: readonly ProcessId[] | undefined;
	readonly #clients = new Map<number, ClientProcess>();
	#generator: Generator;
	#cancelWakeUp: () => void = () => {};
	#asking = false;
	#ended = false;

	constructor(generator: Generator, environment: DriverEnvironment, finish: (error?: Error) => void) {
		this.#generator = generator;
		this.#environment = environment;
		this.#finish = finish;
		this.#processes = [...Array.from({ length: environment.concurrency }, (_, thread) => thread), 'nemesis'];
	}

	get concurrency(): number {
		return this.#environment.concurrency;
	}

	start(): void {
		this.#environment.load.attach(this);
		this.#guard(() => this.#advance());
	}

	/** Ends now: what is open stays open, and counts as `info`. */
	stop(error?: Error): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#cancelWakeUp();
		for (const client of this.#clients.values()) client.close();
		this.#finish(error);
	}

	isBusy(thread: number): boolean {
		return this.#busy.has(this.#processes[thread] as ProcessId);
	}

	crash(thread: number): void {
		const process = this.#processes[thread] as number;
		if (this.#busy.has(process)) this.#clients.get(process)?.crash();
		else this.#retire(process);
	}

	/** Starts all that is due, then sleeps until the next operation's time or until something completes. */
	#advance(): void {
		// A client may complete at once, inside `invoke`; the loop below then goes on with what that changed.
		if (this.#asking) return;
		this.#asking = true;
		this.#cancelWakeUp();
		while (!this.#ended && this.#startNext());
		this.#asking = false;
	}

	#startNext(): boolean {
		const { clock } = this.#environment;
		const next = this.#generator.next(this.#context());
		if (next.type === 'exhausted') {
			if (this.#busy.size === 0) this.stop();
			return false;
		}
		if (next.type === 'pending') {
			this.#generator = next.rest;
			if (next.until !== undefined) this.#wakeUpAt(next.until);
			else if (this.#busy.size === 0) {
				throw new RuntimeError('stalled', 'The generator waits, but no operation is open that could wake it');
			}
			return false;
		}
		const { operation, rest } = next;
		if (operation.time > clock.now()) {
			this.#wakeUpAt(operation.time);
			return false;
		}
		this.#generator = rest;
		this.#invoke(operation.process, operation.invocation);
		return true;
	}

	#wakeUpAt(time: number): void {
		const { clock } = this.#environment;
		this.#cancelWakeUp = clock.setTimer(time - clock.now(), () => this.#guard(() => this.#advance()));
	}

	#invoke(process: ProcessId, invocation: Invocation): void {
		this.#occupy(process);
		this.#happened(process, 'invoke', invocation, invocation.value);
		if (process === 'nemesis') this.#sabotage(invocation);
		else
			this.#client(process).invoke(invocation, (completion) =>
				this.#guard(() => this.#completed(process, invocation, completion)),
			);
	}

	#completed(process: number, invocation: Invocation, completion: Completion): void {
		if (this.#ended) return;
		this.#release(process);
		if (completion.type === 'info') this.#retire(process);
		const isOk = completion.type === 'ok';
		const value = isOk ? completion.value : invocation.value;
		this.#happened(process, completion.type, invocation, value, isOk ? undefined : completion.error);
		this.#advance();
	}

	#sabotage(invocation: Invocation): void {
		const { f, value } = invocation;
		this.#environment.saboteur.carryOut(f, String(value), (outcome) =>
			this.#guard(() => {
				if (this.#ended) return;
				if (outcome instanceof Error) throw outcome;
				this.#release('nemesis');
				if (f === 'heal-all' || f === 'heal-others') this.#environment.healed();
				this.#happened('nemesis', outcome === 'done' ? 'ok' : 'fail', invocation, value);
				this.#advance();
			}),
		);
	}

	#retire(process: number): void {
		this.#clients.get(process)?.close();
		this.#clients.delete(process);
		const { concurrency } = this.#environment;
		// A new list: generators may have kept the old one.
		this.#processes = this.#processes.with(process % concurrency, process + concurrency);
		this.#free = undefined;
	}

	#client(process: number): ClientProcess {
		let client = this.#clients.get(process);
		if (client === undefined) {
			client = new ClientProcess(process, this.#environment.clients);
			this.#clients.set(process, client);
		}
		return client;
	}

	/** Records an event, unless it is the nemesis', and tells the generator. */
	#happened(
		process: ProcessId,
		type: HistoryEvent['type'],
		{ f, key }: Invocation,
		value: JsonValue,
		error?: string,
	): void {
		const time = this.#environment.clock.now();
		const event = key === undefined ? { time, process, type, f, value } : { time, process, type, f, key, value };
		if (process !== 'nemesis') {
			this.#environment.record((error === undefined ? event : { ...event, error }) as Omit<HistoryEvent, 'index'>);
		}
		this.#generator = this.#generator.update(this.#context(), event);
	}

	#context(): GeneratorContext {
		const { clock, concurrency, random, load } = this.#environment;
		this.#free ??= this.#processes.filter((process) => !this.#busy.has(process));
		return {
			time: clock.now(),
			processes: this.#processes,
			freeProcesses: this.#free,
			concurrency,
			random,
			rateFactor: load.rateFactor,
		};
	}

	#occupy(process: ProcessId): void {
		this.#busy.add(process);
		this.#free = undefined;
	}

	#release(process: ProcessId): void {
		this.#busy.delete(process);
		this.#free = undefined;
	}

	/** An error anywhere in a callback ends the run, and reaches whoever started it. */
	#guard(task: () => void): void {
		try {
			task();
		} catch (error) {
			this.#asking = false;
			this.stop(error instanceof Error ? error : new UsageError(String(error)));
		}
	}
}
