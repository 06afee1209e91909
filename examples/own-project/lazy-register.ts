import { defineSystem, mix, repeat, type System } from 'faultline';

/** Every node answers for itself, and tells the others later: right on one node, wrong on several. */
export const lazyRegister: System = defineSystem({
	name: 'lazy-register',
	// Nodes outside the simulation are processes of their own, and load the system from here.
	module: import.meta.url,
	createNode(node) {
		let value = 0;
		return {
			start() {},
			receive(message) {
				const { type, value: written } = message.body as { type: string; value: number };
				if (type !== 'read') value = written;
				if (type === 'write') for (const peer of node.peers) node.send(peer, { type: 'gossip', value } as never);
				if (type !== 'gossip') node.reply(message, { type: `${type}_ok`, value } as never);
			},
			inspect: () => ({ value }),
		};
	},
	operations: () => mix([repeat({ f: 'read', value: null }), repeat((_, i) => ({ f: 'write', value: i + 1 }))]),
	check: [{ checker: 'linearizability', options: { model: 'register', initial: 0 } }],
});
