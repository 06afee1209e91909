import {
	type EventWatch,
	historyInvariant,
	type Invariant,
	type JsonValue,
	type NodeId,
} from '../../harness/model/index.ts';
import type { PaxosEvent } from './acceptor.ts';
import type { Ballot, Instance } from './messages.ts';
import type { PaxosInternals } from './paxos.ts';

/** Over what acceptors accept and learners learn. */
function invariant(name: string, description: string, begin: () => EventWatch<PaxosEvent>): Invariant<PaxosInternals> {
	return historyInvariant(name, description, ({ history }) => history, begin);
}

const chosenStaysChosen = invariant(
	'chosen-stays-chosen',
	'"If a proposal with value v is chosen, then every higher-numbered proposal that is chosen has value v." (Paxos Made Simple, P2) Chosen is what a majority of the acceptors has accepted with one ballot.',
	() => {
		/** By instance, ballot and value: who has accepted. */
		const acceptors = new Map<string, Set<NodeId>>();
		const chosen = new Map<Instance, { readonly ballot: Ballot; readonly text: string }>();
		return (node, event, clusterSize) => {
			if (event.kind !== 'accepted') return undefined;
			const { instance, ballot } = event;
			const text = JSON.stringify(event.value);
			const key = `${instance} ${ballot} ${text}`;
			const accepted = (acceptors.get(key) ?? new Set()).add(node);
			acceptors.set(key, accepted);
			if (accepted.size * 2 <= clusterSize) return undefined;
			const before = chosen.get(instance);
			if (before === undefined) chosen.set(instance, { ballot, text });
			if (before === undefined || before.text === text) return undefined;
			return `${instance} has chosen ${before.text} in ballot ${before.ballot}, and chooses ${text} in ballot ${ballot}`;
		};
	},
);

const learnersAgree = invariant(
	'learners-agree',
	'No two learners learn different values: "only a single value is chosen" (Paxos Made Simple, section 2.1)',
	() => {
		const learned = new Map<Instance, { readonly node: NodeId; readonly value: JsonValue }>();
		return (node, event) => {
			if (event.kind !== 'learned') return undefined;
			const { instance, value } = event;
			const other = learned.get(instance);
			if (other === undefined) learned.set(instance, { node, value });
			if (other === undefined || other.value === value) return undefined;
			return `${node} learns ${JSON.stringify(value)} in ${instance}, where ${other.node} has learned ${JSON.stringify(other.value)}`;
		};
	},
);

export const invariants: readonly Invariant<PaxosInternals>[] = [chosenStaysChosen, learnersAgree];
