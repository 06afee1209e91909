import type { LoadFault, Random } from '../model/index.ts';
import { drawNanos } from '../runtimes/distribution.ts';

/** What a load that is out of the ordinary asks of the clients. */
export interface LoadTarget {
	readonly concurrency: number;
	/** Whether the thread's process has an operation open. */
	isBusy(thread: number): boolean;
	/** The thread's process dies: what it has open ends in `info`, and another takes its place. */
	crash(thread: number): void;
}

/**
 * The faults that are the clients' own: bursts, slow clients, clients that die. Of several bursts the rates multiply, of
 * several delays each counts.
 */
export class Load {
	readonly #random: Random;
	#slow: readonly { readonly fault: LoadFault; readonly threads: ReadonlySet<number> }[] = [];
	#factors: readonly { readonly fault: LoadFault; readonly factor: number }[] = [];
	#target: LoadTarget | undefined;

	constructor(random: Random) {
		this.#random = random;
	}

	/** Whose clients these are: known when the run begins. */
	attach(target: LoadTarget): void {
		this.#target = target;
	}

	/** How many times as fast as usual operations come. */
	get rateFactor(): number {
		return this.#factors.reduce((product, { factor }) => product * factor, 1);
	}

	/** How much later than it arrives an answer reaches the client of this thread, in nanoseconds. */
	answerDelay(thread: number): number {
		let nanos = 0;
		for (const { fault, threads } of this.#slow) {
			if (fault.kind === 'client-slow' && threads.has(thread)) nanos += drawNanos(fault.delay, this.#random);
		}
		return nanos;
	}

	inject(fault: LoadFault): void {
		if (fault.kind === 'burst') this.#factors = [...this.#factors, { fault, factor: fault.factor }];
		else if (fault.kind === 'client-slow') {
			this.#slow = [...this.#slow, { fault, threads: new Set(this.#share(fault.share)) }];
		} else this.#crash(fault.share);
	}

	/** Dead clients have been replaced already. */
	heal(fault: LoadFault): void {
		this.#factors = this.#factors.filter((other) => other.fault !== fault);
		this.#slow = this.#slow.filter((other) => other.fault !== fault);
	}

	/** At random, and at least one. */
	#share(share: number): readonly number[] {
		const threads = Array.from({ length: this.#target?.concurrency ?? 0 }, (_, thread) => thread);
		return this.#random.shuffle(threads).slice(0, Math.max(1, Math.round(share * threads.length)));
	}

	#crash(share: number): void {
		const target = this.#target;
		if (target === undefined) return;
		const count = this.#share(share).length;
		const threads = this.#share(1);
		const busyFirst = [
			...threads.filter((thread) => target.isBusy(thread)),
			...threads.filter((thread) => !target.isBusy(thread)),
		];
		for (const thread of busyFirst.slice(0, count)) target.crash(thread);
	}
}
