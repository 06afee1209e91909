import { defineSystem, mix, repeat, run } from 'faultline';
import { expect, it } from 'vitest';

const lazyRegister = defineSystem({
	name: 'lazy-register',
	createNode(node) {
		let value = 0; // Every node answers for itself, and tells the others later.
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

it('is not linearizable, and one seed shows it again and again', async () => {
	const first = await run({ system: lazyRegister, nemeses: ['partition'], timeMs: 5_000, seed: '1' });
	const again = await run({ system: lazyRegister, nemeses: ['partition'], timeMs: 5_000, seed: '1' });
	expect(first.verdict.valid).toBe(false);
	expect(again.verdict.traceHash).toBe(first.verdict.traceHash);
});
