import type { NodeId } from '../../harness/model/index.ts';
import { StateMachine } from '../replicated-kv/state-machine.ts';
import type { InstallSnapshot, Snapshot } from './messages.ts';
import { Replication } from './replication.ts';
import type { Progress } from './role.ts';

/** How many heartbeats pass before a snapshot that was not answered is sent again: it is the largest message there is. */
const snapshotPatience = 4;

/** Chapter 4: log compaction (section 7). Snapshots hold the registers, the sessions and the configuration. */
export abstract class Compaction extends Replication {
	protected readonly stateMachine: StateMachine = new StateMachine(this.options.maxSessions);
	private snapshot: Snapshot | null = null;

	protected abstract forgetRequests(upTo: number): void;

	/** Each server compacts its own log, without the leader. */
	protected compactWhenDue(): void {
		if (this.lastApplied - this.log.snapshotIndex < this.options.snapshotEveryEntries) return;
		const term = this.log.termAt(this.lastApplied);
		if (term !== undefined) this.keepSnapshot(this.takeSnapshot(this.lastApplied, term));
	}

	protected takeSnapshot(index: number, term: number): Snapshot {
		return { index, term, voters: this.configurations.at(index).voters, state: this.stateMachine.snapshot() };
	}

	/** In place of the entries it covers, in memory and on disk. */
	private keepSnapshot(snapshot: Snapshot): void {
		this.snapshot = snapshot;
		this.log.compact(snapshot.index, snapshot.term);
		this.configurations.compact(snapshot);
		const remaining = this.log.slice(snapshot.index + 1, this.log.lastIndex - snapshot.index);
		this.wal.compact(snapshot, this.currentTerm, this.votedFor, remaining);
	}

	/** The leader has discarded the next entry that this follower needs. */
	protected override sendSnapshot(server: NodeId, progress: Progress): void {
		if (this.role.kind !== 'leader' || this.snapshot === null) return;
		const { round } = this.role;
		if (progress.snapshotPatience > 0) {
			progress.snapshotPatience--;
			this.sendAppendEntries(this.role, server, this.log.snapshotIndex, []);
		} else {
			progress.snapshotPatience = snapshotPatience;
			progress.sentIndex = this.snapshot.index;
			this.sendTo(server, { type: 'install_snapshot', term: this.currentTerm, snapshot: this.snapshot, round });
		}
	}

	/** Figure 13, InstallSnapshot RPC, "receiver implementation", for a snapshot that comes whole. */
	protected onInstallSnapshot(leaderId: NodeId, { term, snapshot, round }: InstallSnapshot): void {
		if (term === this.currentTerm) {
			if (!this.followLeader(leaderId)) return;
			if (!this.isStale(snapshot)) this.installSnapshot(snapshot);
		}
		const matchIndex = term === this.currentTerm ? snapshot.index : 0;
		this.afterLogSync(() => {
			this.sendTo(leaderId, { type: 'install_snapshot_reply', term: this.currentTerm, matchIndex, round });
		});
	}

	/** A snapshot that was overtaken must not take the state back. */
	protected isStale(snapshot: Snapshot): boolean {
		return snapshot.index <= this.commitIndex;
	}

	/** Keeps the log after the snapshot if it is the leader's, discards it otherwise (figure 13, 6 and 7). */
	private installSnapshot(snapshot: Snapshot): void {
		if (this.log.termAt(snapshot.index) !== snapshot.term) this.configurations.truncate(1);
		this.keepSnapshot(snapshot);
		this.restoreSnapshot(snapshot);
		this.forgetRequests(snapshot.index);
	}

	private restoreSnapshot(snapshot: Snapshot): void {
		this.stateMachine.restore(snapshot.state);
		this.commitIndex = snapshot.index;
		this.lastApplied = snapshot.index;
	}

	/** After a restart: everything that was promised is in the write-ahead log. */
	protected recover(): void {
		const { term, votedFor, snapshot, entries } = this.wal.recover();
		this.currentTerm = term;
		this.votedFor = votedFor;
		if (snapshot !== null) {
			this.snapshot = snapshot;
			this.log.compact(snapshot.index, snapshot.term);
			this.configurations.compact(snapshot);
			this.restoreSnapshot(snapshot);
		}
		for (const entry of entries) {
			this.log.append(entry);
			if (entry.command.kind !== 'configuration') continue;
			this.configurations.append({ index: entry.index, voters: entry.command.voters });
		}
	}
}
