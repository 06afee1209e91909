import type { NodeContext, NodeProgram } from '../../harness/model/index.ts';
import { Broker } from './broker.ts';
import { defaultOptions, type MessagingOptions } from './options.ts';
import { brokerOf } from './placement.ts';
import { Service } from './service.ts';

/**
 * # Transactions by messages
 *
 * Money goes from an account at one service to an account at another. Two-phase commit would make one transaction of it, with
 * locks at both while they agree, and with nobody able to go on when one is down. Here each service has transactions of its
 * own alone, and what remains to be done elsewhere is said in a message. What was promised is then not *atomic*, but it is
 * *certain*: sooner or later everything has happened exactly once, or was taken back.
 *
 * A transfer is a **saga**: a sequence of local transactions, each with another that takes it back (compensation).
 *
 *     service of `from`                 broker                 service of `to`
 *     debit, outbox: credit ──publish──▶ queue ──deliver──▶ inbox: credit; balance
 *                           ◀──confirm──       ◀─acknowledge─
 *
 * and if the account may not take the money, the second transaction is not a credit but the decision that there will be
 * none, with a letter the other way:
 *
 *     inbox: refund; balance ◀──deliver── queue ◀──publish── refused, outbox: refund
 *
 * **Three places where it could go wrong**, and what each needs:
 *
 * 1. *The change and the message about it.* Done one after the other, a crash in between leaves one without the other; no
 *    order is right. So the message is data first: it is written in the same local transaction as the change
 *    (`outbox`), and sent from there as often as it takes.
 * 2. *On the way.* Whoever has a message keeps it until the next one has it on disk, and has said so. So nothing is lost; but
 *    the answer may be, so messages are *repeated*, at every hop and after every crash.
 * 3. *The message and the change that it causes.* That it was consumed is written in the same local transaction as what it
 *    caused (`inbox`): consumed twice, it changes things once. For that it has an identity of its own, given where it was
 *    written first; what it says is no identity, since two transfers may be alike.
 *
 * At-least-once delivery, and a receiver that does not mind: together that is *exactly once*, as far as anybody can see.
 *
 * **A refusal is an answer.** A message that cannot be carried out must not come back for ever: that it was refused is as
 * durable as a credit, and the refund goes the same safe way back. A refund itself cannot be refused, or there would be no
 * way back at all.
 *
 * **In the meantime** the money is in no account. Whoever reads the balances sees less than there is; whoever waits until
 * no node has a letter left sees all of it. That is the price: no isolation.
 *
 * The essential order of things, in one line each; every arrow has a mutant that turns it round or leaves it out:
 *
 * 1. service: debit and outbox in one record (`write`) → publish (`commit`)
 * 2. broker: letter on disk (`takeOver`) → confirm
 * 3. broker: acknowledged (`onAcknowledge`) → forget
 * 4. service: effect and inbox in one record → acknowledge (`onDeliver`)
 *
 * `service.ts` and `broker.ts` are the two programs, `courier.ts` repeats what either of them sends.
 *
 * Sagas are from Garcia-Molina and Salem, *Sagas*, 1987; messages between entities that each have their own transactions,
 * delivered at least once and remembered by the receiver, from Helland, *Life beyond Distributed Transactions: an
 * Apostate's Opinion*, 2007.
 */
export function createNode(context: NodeContext): NodeProgram {
	return create(Broker, Service)(context);
}

type BrokerClass = new (context: NodeContext, options: MessagingOptions) => Broker;
type ServiceClass = new (context: NodeContext, options: MessagingOptions) => Service;

/** The first node is the broker, the others are services. */
export function create(BrokerOf: BrokerClass, ServiceOf: ServiceClass): (context: NodeContext) => NodeProgram {
	return (context) => {
		const isBroker = brokerOf([context.id, ...context.peers]) === context.id;
		return isBroker ? new BrokerOf(context, defaultOptions) : new ServiceOf(context, defaultOptions);
	};
}
