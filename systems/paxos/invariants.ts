import type { Inspection, Invariant, NodeId } from '../../harness/model/index.ts';
import type { AcceptedEntry, Ballot, Entry, Slot, Snapshot } from './messages.ts';

/** What the invariants look at: a node's own fields. */
export interface PaxosInternals {
	readonly acceptances: { readonly count: number; readonly last: readonly AcceptedEntry[] };
	readonly chosen: ReadonlyMap<Slot, Entry>;
	readonly executed: Slot;
	readonly snapshot: Snapshot | null;
}

type Watch = (node: NodeId, internals: PaxosInternals, clusterSize: number) => string | undefined;

/** An invariant from what is remembered between the events of a run. */
function invariant(name: string, description: string, begin: () => Watch): Invariant<PaxosInternals> {
	return {
		name,
		description,
		watch() {
			const watch = begin();
			const nodes = new Set<NodeId>();
			return {
				// Every node has started before the first message is there, so all have been seen.
				afterEvent: (node: NodeId, _: Inspection, internals: PaxosInternals) =>
					watch(node, internals, nodes.add(node).size),
			};
		},
	};
}

const chosenStaysChosen = invariant(
	'chosen-stays-chosen',
	'"If a proposal with value v is chosen, then every higher-numbered proposal that is chosen has value v." (Paxos Made Simple, P2) In each slot; chosen is what a majority of the acceptors has accepted with one ballot.',
	() => {
		/** By slot, then by ballot: who has accepted what the ballot proposes. */
		const accepted = new Map<Slot, Map<Ballot, { readonly entry: AcceptedEntry; readonly by: Set<NodeId> }>>();
		const chosen = new Map<Slot, AcceptedEntry>();
		const seen = new Map<NodeId, { readonly internals: PaxosInternals; count: number }>();

		function look(node: NodeId, entry: AcceptedEntry, clusterSize: number): string | undefined {
			const ballots = accepted.get(entry.slot) ?? new Map();
			accepted.set(entry.slot, ballots);
			const proposal = ballots.get(entry.ballot) ?? { entry, by: new Set() };
			ballots.set(entry.ballot, proposal);
			if (!sameCommand(proposal.entry, entry)) {
				return `ballot ${entry.ballot} proposes both ${tell(proposal.entry)} and ${tell(entry)} in slot ${entry.slot}`;
			}
			proposal.by.add(node);
			if (proposal.by.size * 2 <= clusterSize) return undefined;
			const before = chosen.get(entry.slot);
			if (before === undefined) chosen.set(entry.slot, entry);
			if (before === undefined || sameCommand(before, entry)) return undefined;
			return `slot ${entry.slot} has chosen ${tell(before)} in ballot ${before.ballot}, and chooses ${tell(entry)} in ballot ${entry.ballot}`;
		}

		return (node, internals, clusterSize) => {
			const { count, last } = internals.acceptances;
			let life = seen.get(node);
			if (life?.internals !== internals) {
				life = { internals, count: 0 };
				seen.set(node, life);
			}
			const unseen = Math.min(count - life.count, last.length);
			life.count = count;
			for (let index = last.length - unseen; index < last.length; index++) {
				const broken = look(node, last[index] as AcceptedEntry, clusterSize);
				if (broken !== undefined) return broken;
			}
			return undefined;
		};
	},
);

const replicasAgree = invariant(
	'replicas-agree',
	'All replicas execute the same command in each slot, so that their states are the same (Paxos Made Moderately Complex, section 2.1, R1 and R3)',
	() => {
		const executed = new Map<Slot, Entry>();
		const executedTo = new Map<NodeId, Slot>();
		/** By slot: the state that somebody had there, as JSON. */
		const states = new Map<Slot, string>();
		const snapshots = new Map<NodeId, Snapshot>();
		return (node, { chosen, executed: slotNow, snapshot }) => {
			for (let slot = (executedTo.get(node) ?? 0) + 1; slot <= slotNow; slot++) {
				const entry = chosen.get(slot);
				if (entry === undefined) continue;
				const first = executed.get(slot);
				if (first === undefined) executed.set(slot, entry);
				else if (!sameCommand(first, entry)) {
					return `${node} executes ${tell(entry)} in slot ${slot}, where another replica executed ${tell(first)}`;
				}
			}
			executedTo.set(node, slotNow);
			if (snapshot === null || snapshots.get(node) === snapshot) return undefined;
			snapshots.set(node, snapshot);
			const state = JSON.stringify(snapshot.state);
			const other = states.get(snapshot.slot);
			if (other === undefined) states.set(snapshot.slot, state);
			return other === undefined || other === state
				? undefined
				: `the state of ${node} after slot ${snapshot.slot} is not that of another replica after the same slot`;
		};
	},
);

export const invariants: readonly Invariant<PaxosInternals>[] = [chosenStaysChosen, replicasAgree];

/** The same proposal is mostly the same object. */
function sameCommand(a: Entry, b: Entry): boolean {
	return a.command === b.command || JSON.stringify(a.command) === JSON.stringify(b.command);
}

function tell({ command }: Entry): string {
	return command.kind === 'operation' ? JSON.stringify(command.operation) : command.kind;
}
