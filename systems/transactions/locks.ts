import type { TransactionId } from './messages.ts';

export type LockMode = 'shared' | 'exclusive';

interface Waiting {
	readonly tx: TransactionId;
	readonly mode: LockMode;
	readonly granted: () => void;
}

interface Lock {
	readonly holders: Map<TransactionId, LockMode>;
	/** First come, first served; only a holder that wants more goes before. */
	waiting: Waiting[];
}

/**
 * The locks of one participant, for strict two-phase locking (Bernstein, Hadzilacos and Goodman, section 3.1): shared for
 * reading, exclusive for writing, held until the transaction has ended. Who waits too long gives up, which also ends every
 * deadlock (section 3.3, "timeout").
 */
export class LockTable {
	readonly #locks = new Map<string, Lock>();

	/** Calls `granted` at once, or later when those before have released theirs. */
	acquire(tx: TransactionId, key: string, mode: LockMode, granted: () => void): void {
		let lock = this.#locks.get(key);
		if (lock === undefined) {
			lock = { holders: new Map(), waiting: [] };
			this.#locks.set(key, lock);
		}
		const request = { tx, mode, granted };
		if (lock.holders.has(tx)) lock.waiting.unshift(request);
		else lock.waiting.push(request);
		this.#grant(key, lock);
	}

	/** Gives up all that a transaction holds or waits for. */
	release(tx: TransactionId): void {
		for (const [key, lock] of [...this.#locks]) {
			const waited = lock.waiting.length;
			lock.waiting = lock.waiting.filter((request) => request.tx !== tx);
			if (lock.holders.delete(tx) || lock.waiting.length < waited) this.#grant(key, lock);
		}
	}

	/** One lock, before the transaction has ended: a bug, and there for the mutants. */
	releaseShared(tx: TransactionId, key: string): void {
		const lock = this.#locks.get(key);
		if (lock?.holders.get(tx) !== 'shared') return;
		lock.holders.delete(tx);
		this.#grant(key, lock);
	}

	/** Keys that a transaction has locked, sorted. */
	heldBy(tx: TransactionId): readonly string[] {
		const keys: string[] = [];
		for (const [key, { holders }] of this.#locks) if (holders.has(tx)) keys.push(key);
		return keys.sort();
	}

	#grant(key: string, lock: Lock): void {
		for (let next = lock.waiting[0]; next !== undefined && isFree(lock, next); next = lock.waiting[0]) {
			lock.waiting.shift();
			const { tx, mode, granted } = next;
			if (lock.holders.get(tx) !== 'exclusive') lock.holders.set(tx, mode);
			granted();
		}
		if (lock.holders.size === 0 && lock.waiting.length === 0) this.#locks.delete(key);
	}
}

function isFree({ holders }: Lock, { tx, mode }: Waiting): boolean {
	for (const [holder, held] of holders) {
		if (holder !== tx && (mode === 'exclusive' || held === 'exclusive')) return false;
	}
	return true;
}
