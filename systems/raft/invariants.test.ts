import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterFault, Inspection, Link, MessageBody } from '../../harness/model/index.ts';
import { createRandom } from '../../harness/runtimes/random.ts';
import { createSimulation } from '../../harness/runtimes/simulation/index.ts';
import { invariants } from './invariants.ts';
import { ApplyBeforeCommit } from './mutants/apply-before-commit.ts';
import { CommitIndexRegresses } from './mutants/commit-index-regresses.ts';
import { MatchIndexAssigned } from './mutants/match-index-assigned.ts';
import { QuorumTooSmall } from './mutants/quorum-too-small.ts';
import { VoteWithoutLogCheck } from './mutants/vote-without-log-check.ts';
import { defaultOptions, type RaftOptions } from './options.ts';
import { RaftNode } from './raft.ts';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
const links: readonly Link[] = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
/** Small, so that snapshots and many messages come into play in a short time. */
const options: RaftOptions = { ...defaultOptions, snapshotEveryEntries: 20, maxEntriesPerMessage: 2 };
const durationMs = 3000;

interface Planned {
	readonly atMs: number;
	readonly forMs: number;
	readonly fault: ClusterFault;
}

const someNodes = fc.subarray(nodes, { minLength: 1 });
const someLinks = fc.subarray(links as Link[], { minLength: 1 });
const fault: fc.Arbitrary<ClusterFault> = fc.oneof(
	fc.record({ kind: fc.constant('cut' as const), links: someLinks }),
	fc.record({ kind: fc.constant('crash' as const), nodes: someNodes }),
	fc.record({ kind: fc.constant('pause' as const), nodes: someNodes }),
	fc.record({ kind: fc.constant('loss' as const), links: someLinks, probability: fc.constantFrom(0.1, 0.5) }),
	fc.record({ kind: fc.constant('duplicate' as const), links: someLinks, probability: fc.constant(0.5) }),
	fc.record({
		kind: fc.constant('delay' as const),
		links: someLinks,
		delay: fc.record({
			kind: fc.constant('uniform' as const),
			minMs: fc.constant(0),
			maxMs: fc.integer({ min: 1, max: 200 }),
		}),
	}),
);
const schedule: fc.Arbitrary<readonly Planned[]> = fc.array(
	fc.record({ atMs: fc.nat(durationMs), forMs: fc.integer({ min: 10, max: 800 }), fault }),
	{ maxLength: 25 },
);

interface Seen {
	readonly broken: readonly string[];
	/** How much happened: a check that saw nothing proves nothing. */
	readonly terms: number;
	readonly committed: number;
}

/** Runs a schedule under writes to every node and a few changes of servers, with every event watched. */
async function run(seed: number, planned: readonly Planned[], Node: typeof RaftNode): Promise<Seen> {
	const cluster = await createSimulation({ keepTrace: false, freeze: Node === RaftNode }).deploy({
		runId: 'invariants',
		seed: String(seed),
		nodes,
		program: { create: (context) => new Node(context, options), system: 'raft' },
		invariants,
	});
	const { clock } = cluster;
	const client = cluster.connect('c', () => {});
	const random = createRandom(String(seed), 'client');
	let msg_id = 0;
	await cluster.drive((finish) => {
		const ask = (): void => {
			const body = random.chance(0.05)
				? { type: random.pick(['add_server', 'remove_server']), server: random.pick(nodes) }
				: { type: 'write', key: 'x', value: msg_id };
			client.send(random.pick(nodes), { ...body, msg_id: ++msg_id } as MessageBody);
			clock.setTimer(4e6, ask);
		};
		ask();
		for (const { atMs, forMs, fault } of planned) {
			const active = { ...fault };
			clock.setTimer(atMs * 1e6, () => cluster.inject(active, () => {}));
			clock.setTimer((atMs + forMs) * 1e6, () => cluster.heal(active, () => {}));
		}
		clock.setTimer(durationMs * 1e6, () => finish());
	});
	const most = (field: string) => Math.max(...nodes.map((node) => Number(cluster.inspect(node)?.[field] ?? 0)));
	return {
		broken: cluster.invariants()?.broken.map(({ invariant, message }) => `${invariant}: ${message}`) ?? [],
		terms: most('term'),
		committed: most('commitIndex'),
	};
}

/** No bug that anybody had: the leader drops its last entry now and then. */
class RewritingLeader extends RaftNode {
	#events = 0;

	override inspect(): Inspection {
		if (this.role.kind === 'leader' && ++this.#events % 20 === 0 && this.log.lastIndex > this.commitIndex) {
			this.log.truncate(this.log.lastIndex);
		}
		return super.inspect();
	}
}

describe("Raft's five guarantees (figure 3) and its indices (figure 2)", () => {
	/** `RUNS=2000` looks longer. */
	it('hold in every schedule', async () => {
		let terms = 0;
		let committed = 0;
		await fc.assert(
			fc.asyncProperty(fc.nat(), schedule, async (seed, planned) => {
				const seen = await run(seed, planned, RaftNode);
				expect(seen.broken).toEqual([]);
				terms += seen.terms;
				committed += seen.committed;
			}),
			{ numRuns: Number(process.env['RUNS'] ?? 20) },
		);
		// Not for want of anything happening.
		expect(terms).toBeGreaterThan(20);
		expect(committed).toBeGreaterThan(500);
	});

	it.each([
		['election-safety', 'QuorumTooSmall', QuorumTooSmall],
		['log-matching', 'QuorumTooSmall', QuorumTooSmall],
		['leader-completeness', 'VoteWithoutLogCheck', VoteWithoutLogCheck],
		['state-machine-safety', 'ApplyBeforeCommit', ApplyBeforeCommit],
		['leader-append-only', 'RewritingLeader', RewritingLeader],
		['monotonic-indices', 'CommitIndexRegresses', CommitIndexRegresses],
		['monotonic-indices', 'MatchIndexAssigned', MatchIndexAssigned],
	])('%s is seen to break in %s', async (invariant, _, Node) => {
		const property = fc.asyncProperty(fc.nat(), schedule, async (seed, planned) => {
			const { broken } = await run(seed, planned, Node as typeof RaftNode);
			return !broken.some((sentence) => sentence.startsWith(`${invariant}: `));
		});
		expect((await fc.check(property, { numRuns: 500, endOnFailure: true })).failed).toBe(true);
	});
});
