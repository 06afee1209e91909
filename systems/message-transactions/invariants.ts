import type { Inspection, Invariant, NodeId } from '../../harness/model/index.ts';
import { initialTotal } from './accounts.ts';
import type { BrokerInternals } from './broker.ts';
import type { Letter, LetterId } from './messages.ts';
import type { ServiceInternals } from './service.ts';

type Internals = BrokerInternals | ServiceInternals;

/** An invariant over the services' effects, each looked at once in every life. */
const appliedOnce: Invariant<Internals> = {
	name: 'applied-once',
	description: 'No letter is applied twice at a service: each step of a saga happens at most once',
	watch() {
		const lives = new Map<NodeId, { readonly internals: Internals; seen: number; readonly steps: Set<string> }>();
		return {
			afterEvent(node: NodeId, _: Inspection, internals: Internals) {
				if (internals.kind !== 'service') return undefined;
				let life = lives.get(node);
				// What a crash has undone may be done again.
				if (life?.internals !== internals) {
					life = { internals, seen: 0, steps: new Set() };
					lives.set(node, life);
				}
				const { effects } = internals.accounts;
				while (life.seen < effects.length) {
					const { id, effect, account } = effects[life.seen++] as (typeof effects)[number];
					const step = `${effect} of ${id}`;
					if (life.steps.has(step)) return `${node} applies the ${step} to ${account} for the second time`;
					life.steps.add(step);
				}
				return undefined;
			},
		};
	},
};

const moneyConserved: Invariant<Internals> = {
	name: 'money-conserved',
	description:
		'What the accounts hold and what is on its way is all the money there is: a letter that some outbox or the broker has, and that the service it is for has not applied, counts once',
	watch() {
		const nodes = new Map<NodeId, { internals: Internals; version: number; readonly ledger: Ledger }>();
		return {
			afterEvent(node: NodeId, _: Inspection, internals: Internals) {
				const known = nodes.get(node);
				const version = internals.version();
				if (known?.internals === internals && known.version === version) return undefined;
				const ledger = known?.internals === internals ? known.ledger : new Ledger();
				nodes.set(node, { internals, version, ledger });
				ledger.update(internals);
				// Not before every node has started.
				if (nodes.size < internals.nodeCount) return undefined;
				return imbalance(node, [...nodes.values()]);
			},
		};
	},
};

/** What one life of a service has applied, kept up to date. */
class Ledger {
	readonly applied: Set<LetterId> = new Set();
	#seen = 0;

	update(internals: Internals): void {
		if (internals.kind !== 'service') return;
		const { effects } = internals.accounts;
		while (this.#seen < effects.length) {
			const { id, effect } = effects[this.#seen++] as (typeof effects)[number];
			this.applied.add(`${id} ${effect === 'refused' ? 'credit' : effect}`);
		}
	}
}

function imbalance(
	changed: NodeId,
	nodes: readonly { readonly internals: Internals; readonly ledger: Ledger }[],
): string | undefined {
	let held = 0;
	const underWay = new Map<LetterId, Letter>();
	for (const { internals } of nodes) {
		if (internals.kind === 'service') for (const balance of internals.accounts.balances.values()) held += balance;
		for (const [id, letter] of internals.kind === 'service' ? internals.outbox : internals.queue)
			underWay.set(id, letter);
	}
	let inFlight = 0;
	for (const [id, { transfer }] of underWay) {
		if (!nodes.some(({ ledger }) => ledger.applied.has(id))) inFlight += transfer.amount;
	}
	if (held + inFlight === initialTotal) return undefined;
	return `after what ${changed} did the accounts hold ${held} and ${inFlight} is on its way: together that must be ${initialTotal}`;
}

export const invariants: readonly Invariant<Internals>[] = [appliedOnce, moneyConserved];
