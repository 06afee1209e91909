import type { Inspection, NodeContext, NodeId } from '../../../harness/model/index.ts';
import type { Entry } from '../messages.ts';
import type { RaftOptions } from '../options.ts';
import { RaftNode } from '../raft.ts';

/**
 * Figure 3: what Raft guarantees at all times, watched over all nodes of a cluster after every event. A violation is an
 * error that says which guarantee broke, where, and how.
 */
export class Invariants {
	/** Election safety: who has led each term. */
	readonly #leaders = new Map<number, NodeId>();
	/** Log matching: what was before an entry that has this index and term, in whatever log it was first seen. */
	readonly #entries = new Map<string, string>();
	/** State machine safety: what was applied at each index. */
	readonly #applied = new Map<number, string>();
	/** Leader completeness: in which term each index was first seen committed, and which entry is there. */
	readonly #committed = new Map<number, { readonly inTerm: number; readonly entryTerm: number }>();

	/** How much happened: a check that saw nothing proves nothing. */
	get seen(): { readonly terms: number; readonly committed: number } {
		return { terms: this.#leaders.size, committed: this.#committed.size };
	}

	/** "At most one leader can be elected in a given term." */
	electionSafety(term: number, leader: NodeId): void {
		const other = this.#leaders.get(term);
		if (other !== undefined && other !== leader)
			throw new Error(`election safety: ${other} and ${leader} lead term ${term}`);
		this.#leaders.set(term, leader);
	}

	/** "If two logs contain an entry with the same index and term, then the logs are identical up through the given index." */
	logMatching(node: NodeId, entry: Entry, termBefore: number | undefined): void {
		if (termBefore === undefined) return;
		const id = `${entry.index}@${entry.term}`;
		const here = `${JSON.stringify(entry.command)} after term ${termBefore}`;
		const elsewhere = this.#entries.get(id);
		if (elsewhere === undefined) this.#entries.set(id, here);
		else if (elsewhere !== here) throw new Error(`log matching: at ${node} ${id} is ${here}, elsewhere ${elsewhere}`);
	}

	/** "If a server has applied a log entry at a given index, no other server will ever apply a different log entry there." */
	stateMachineSafety(node: NodeId, entry: Entry): void {
		const here = `${entry.term}: ${JSON.stringify(entry.command)}`;
		const elsewhere = this.#applied.get(entry.index);
		if (elsewhere === undefined) this.#applied.set(entry.index, here);
		else if (elsewhere !== here) {
			throw new Error(`state machine safety: ${node} applies ${here} at ${entry.index}, another one ${elsewhere}`);
		}
	}

	committed(index: number, entryTerm: number, currentTerm: number): void {
		if (!this.#committed.has(index)) this.#committed.set(index, { inTerm: currentTerm, entryTerm });
	}

	/** "If a log entry is committed in a given term, it will be present in the logs of the leaders for all higher terms." */
	leaderCompleteness(leader: NodeId, term: number, termAt: (index: number) => number | undefined, from: number): void {
		for (const [index, { inTerm, entryTerm }] of this.#committed) {
			if (inTerm >= term || index <= from || termAt(index) === entryTerm) continue;
			throw new Error(
				`leader completeness: ${index}@${entryTerm} was committed in term ${inTerm}, ${leader} leads term ${term} with ${termAt(index)}`,
			);
		}
	}
}

type NodeClass = new (context: NodeContext, options?: RaftOptions) => RaftNode;

/** A node that reports to the invariants after each event: for that is when a runtime calls `inspect`. */
export function watched(invariants: Invariants, base: NodeClass = RaftNode): NodeClass {
	return class extends base {
		#checkedTo = 0;
		#appliedTo = 0;
		#led: { readonly term: number; readonly role: unknown; lastIndex: number; lastTerm: number } | null = null;

		override inspect(): Inspection {
			this.#checkLog();
			this.#checkApplied();
			if (this.role.kind === 'leader') this.#checkLeader();
			else this.#led = null;
			return super.inspect();
		}

		/** Entries are replaced from the end, so it is enough to look back as far as they differ from what was checked. */
		#checkLog(): void {
			const { log, context } = this;
			const from = Math.max(log.snapshotIndex + 1, Math.min(this.#checkedTo, log.lastIndex) - 12);
			for (let index = from; index <= log.lastIndex; index++) {
				invariants.logMatching(context.id, log.entry(index) as Entry, log.termAt(index - 1));
			}
			this.#checkedTo = log.lastIndex;
		}

		#checkApplied(): void {
			for (let index = Math.max(this.#appliedTo, this.log.snapshotIndex) + 1; index <= this.lastApplied; index++) {
				const entry = this.log.entry(index);
				if (entry === undefined) continue;
				invariants.stateMachineSafety(this.context.id, entry);
				invariants.committed(index, entry.term, this.currentTerm);
			}
			this.#appliedTo = this.lastApplied;
		}

		#checkLeader(): void {
			const { log, currentTerm: term, role, context } = this;
			if (this.#led?.role !== role) {
				invariants.electionSafety(term, context.id);
				invariants.leaderCompleteness(context.id, term, (index) => log.termAt(index), log.snapshotIndex);
			} else if (log.lastIndex < this.#led.lastIndex || !this.#holds(this.#led.lastIndex, this.#led.lastTerm)) {
				throw new Error(`leader append-only: ${context.id} has lost or changed entry ${this.#led.lastIndex}`);
			}
			this.#led = { term, role, lastIndex: log.lastIndex, lastTerm: log.lastTerm };
		}

		#holds(index: number, term: number): boolean {
			return index < this.log.snapshotIndex || this.log.termAt(index) === term;
		}
	};
}
