import type { Message, NodeId } from '../../harness/model/index.ts';
import type { ChangeServers } from './messages.ts';
import { ReadIndex } from './read-index.ts';
import { type CatchUp, type Leader, newProgress } from './role.ts';

/**
 * Chapter 6: cluster membership, one server at a time (thesis, sections 4.1 to 4.3). Majorities of two configurations that
 * differ by one server overlap, so a new one may be used from the moment it is in the log. What has to be right:
 *
 * 1. One change at a time: the one before must be committed.
 * 2. The leader must have committed an entry of its own term. Without this, two leaders may work with two configurations
 *    whose majorities do not overlap: the bug that the author published in 2015, with this remedy.
 * 3. A new server has an empty log, and would hold up commitment while it catches up: so it does that first, without a
 *    vote, in rounds. Each brings the entries that came during the one before; a round that takes less than an election
 *    time-out is short enough.
 * 4. A leader that removes itself leads on, without counting itself, until the change is committed.
 * 5. A removed server does not hear of it, and will ask for votes: those who hear from a leader do not listen.
 */
export abstract class Membership extends ReadIndex {
	protected changeServers(leader: Leader, request: Message<ChangeServers>): void {
		const { type, server } = request.body;
		const refusal = this.reasonToWait(leader);
		const isVoter = this.voters.includes(server);
		if (refusal !== null) {
			this.context.reply(request, this.unavailable(refusal));
		} else if (isVoter === (type === 'add_server')) {
			this.context.reply(request, this.changeDone(request.body));
		} else if (type === 'add_server') {
			this.startCatchUp(leader, request);
		} else if (this.voters.length === 1) {
			this.context.reply(request, this.unavailable('The last server cannot be removed'));
		} else {
			this.appendConfiguration(leader, request);
		}
	}

	protected reasonToWait(leader: Leader): string | null {
		if (!this.hasCommittedInTerm()) return 'The leader has committed nothing in its term yet';
		if (this.configurations.latest.index > this.commitIndex || leader.catchUp !== null) {
			return 'Another change of servers is under way';
		}
		return null;
	}

	protected changeDone({ type }: ChangeServers): {
		type: 'add_server_ok' | 'remove_server_ok';
		voters: readonly NodeId[];
	} {
		return { type: `${type}_ok`, voters: this.voters };
	}

	private appendConfiguration(leader: Leader, request: Message<ChangeServers>): void {
		const { type, server } = request.body;
		const voters =
			type === 'add_server' ? [...this.voters, server].sort() : this.voters.filter((voter) => voter !== server);
		this.propose(leader, request, { kind: 'configuration', voters });
	}

	private startCatchUp(leader: Leader, request: Message<ChangeServers>): void {
		const { server } = request.body;
		leader.followers.set(server, newProgress(this.log.lastIndex + 1));
		leader.catchUp = { request, server, round: 0, targetIndex: 0, slow: false };
		this.context.setTimer('catch-up', this.options.catchUpTimeoutMs, () => this.giveUpCatchUp(leader));
		this.nextCatchUpRound(leader, leader.catchUp);
		this.replicate(leader);
	}

	private nextCatchUpRound(leader: Leader, catchUp: CatchUp): void {
		catchUp.round++;
		catchUp.targetIndex = this.log.lastIndex;
		catchUp.slow = false;
		this.context.setTimer('catch-up-round', this.options.electionTimeoutMinMs, () => {
			catchUp.slow = true;
		});
		const progress = leader.followers.get(catchUp.server);
		if (progress !== undefined) this.sendEntries(leader, catchUp.server, progress);
	}

	/** To be called after each answer. */
	protected continueCatchUp(leader: Leader, server: NodeId): void {
		const { catchUp } = leader;
		if (catchUp === null || catchUp.server !== server) return;
		if ((leader.followers.get(server)?.matchIndex ?? 0) < catchUp.targetIndex) return;
		if (!catchUp.slow) this.endCatchUp(leader, catchUp);
		else if (catchUp.round >= this.options.catchUpRoundsMax) this.giveUpCatchUp(leader);
		else this.nextCatchUpRound(leader, catchUp);
	}

	private endCatchUp(leader: Leader, { request }: CatchUp): void {
		this.forgetCatchUp(leader);
		this.appendConfiguration(leader, request);
	}

	private giveUpCatchUp(leader: Leader): void {
		const { catchUp } = leader;
		if (catchUp === null) return;
		this.forgetCatchUp(leader);
		leader.followers.delete(catchUp.server);
		this.context.reply(catchUp.request, this.unavailable(`${catchUp.server} does not catch up`));
	}

	private forgetCatchUp(leader: Leader): void {
		leader.catchUp = null;
		this.context.cancelTimer('catch-up');
		this.context.cancelTimer('catch-up-round');
	}

	/** A configuration is committed: who is not in it has heard of that with the heartbeat that follows, and is let go. */
	protected configurationCommitted(): void {
		const leader = this.role;
		if (leader.kind !== 'leader') return;
		for (const [server, progress] of leader.followers) {
			if (this.voters.includes(server) || server === leader.catchUp?.server) continue;
			this.sendEntries(leader, server, progress);
			leader.followers.delete(server);
		}
		if (!this.voters.includes(this.context.id)) this.becomeFollower();
	}

	protected override giveUpLeadership(leader: Leader): void {
		super.giveUpLeadership(leader);
		this.giveUpCatchUp(leader);
	}
}
