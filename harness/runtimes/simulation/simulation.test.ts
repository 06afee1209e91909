import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
	ClusterFault,
	CreateNode,
	JsonValue,
	Message,
	MessageBody,
	NodeContext,
	NodeProgram,
} from '../../model/index.ts';
import { createRandom } from '../random.ts';
import type { Cluster, Deployment } from '../runtime.ts';
import { createSimulation, type SimulationOptions } from './index.ts';

type Text = MessageBody & { readonly text?: JsonValue };

/** A node whose handler a test writes inline. */
function node(
	handle: (context: NodeContext, message: Message<Text>) => void,
	start?: (context: NodeContext) => void,
): CreateNode {
	return (context): NodeProgram => ({
		start: () => start?.(context),
		receive: (message) => handle(context, message as Message<Text>),
		inspect: () => ({}),
	});
}

async function deploy(create: CreateNode, options: Partial<SimulationOptions> = {}, seed = '1'): Promise<Cluster> {
	const deployment: Deployment = {
		runId: 'test',
		seed,
		nodes: ['n1', 'n2', 'n3'],
		program: { create, system: 'test' },
	};
	return createSimulation(options).deploy(deployment);
}

const pass = (cluster: Cluster, ms: number): Promise<void> =>
	cluster.drive((finish) => void cluster.clock.setTimer(ms * 1e6, finish));

const inject = (cluster: Cluster, fault: ClusterFault): (() => void) => {
	cluster.inject(fault, () => {});
	return () => cluster.heal(fault, () => {});
};

/** Gossip with random timers and storage: exercises every kind of event. */
const gossip: CreateNode = (context) => {
	let heard = context.storage.read('heard').length;
	const tick = (): void => {
		context.send(context.random.pick(context.peers), { type: 'gossip', text: context.random.integer(0, 9) } as Text);
		context.setTimer('tick', context.random.integer(1, 20), tick);
	};
	return {
		start: tick,
		receive: (message) => {
			heard++;
			context.storage.append('heard', (message.body as Text).text ?? null);
			context.storage.sync(() => context.log(`synced ${heard}`));
		},
		inspect: () => ({ heard }),
	};
};

async function gossipFor(seed: string, ms: number): Promise<{ hash: string | null; lines: string[] }> {
	const cluster = await deploy(gossip, {}, seed);
	const random = createRandom(seed, 'faults');
	for (let i = 0; i < 5; i++) {
		const nodes = [random.pick(cluster.nodes)];
		const links = [{ from: 'n1', to: 'n2' }];
		const fault = random.pick<ClusterFault>([
			{ kind: 'crash', nodes },
			{ kind: 'pause', nodes },
			{ kind: 'cut', links },
			{ kind: 'loss', links, probability: 0.5 },
			{ kind: 'duplicate', links, probability: 0.5 },
			{ kind: 'delay', links, delay: { kind: 'uniform', minMs: 1, maxMs: 50 } },
			{ kind: 'clock-drift', nodes, rate: 2 },
		]);
		const heal = inject(cluster, fault);
		await pass(cluster, ms / 5);
		heal();
	}
	return { hash: cluster.traceHash(), lines: [...cluster.trace()] };
}

describe('determinism', () => {
	it('gives the same trace, line by line, for the same seed', async () => {
		for (const seed of ['1', '2', '18446744073709551615']) {
			const [a, b] = [await gossipFor(seed, 500), await gossipFor(seed, 500)];
			expect(a.lines.length).toBeGreaterThan(300);
			expect(b).toEqual(a);
		}
	});

	it('gives another trace for another seed', async () => {
		const hashes = await Promise.all(Array.from({ length: 20 }, async (_, i) => (await gossipFor(`${i}`, 100)).hash));
		expect(new Set(hashes).size).toBe(20);
	});

	it('has the same hash whether or not the trace is kept', async () => {
		const kept = await deploy(gossip, { keepTrace: true });
		const hashed = await deploy(gossip, { keepTrace: false });
		await pass(kept, 300);
		await pass(hashed, 300);
		expect(hashed.traceHash()).toBe(kept.traceHash());
		expect([...hashed.trace()]).toEqual([]);
	});

	it('is the hash that it was when it was written down', async () => {
		expect((await gossipFor('7', 500)).hash).toMatchInlineSnapshot(`"507f8859b519a702"`);
	});
});

describe('network', () => {
	const heardBy = async (fault: ClusterFault | undefined, count: number): Promise<{ n2: number; n3: number }> => {
		const heard = { n1: 0, n2: 0, n3: 0 };
		const cluster = await deploy(
			node(
				(context) => void heard[context.id as 'n1']++,
				(context) => {
					if (context.id !== 'n1') return;
					context.setTimer('send', 5, () => {
						for (let i = 0; i < count; i++) for (const peer of context.peers) context.send(peer, { type: 'hello' });
					});
				},
			),
		);
		if (fault !== undefined) inject(cluster, fault);
		await pass(cluster, 1000);
		return { n2: heard.n2, n3: heard.n3 };
	};
	const links = [{ from: 'n1', to: 'n2' }];

	it('delivers everything exactly once without faults', async () => {
		expect(await heardBy(undefined, 1000)).toEqual({ n2: 1000, n3: 1000 });
	});
	it('cuts one direction of one link alone', async () => {
		expect(await heardBy({ kind: 'cut', links }, 1000)).toEqual({ n2: 0, n3: 1000 });
		expect(await heardBy({ kind: 'cut', links: [{ from: 'n2', to: 'n1' }] }, 1000)).toEqual({ n2: 1000, n3: 1000 });
	});
	it('loses and duplicates at the rate that was asked for', async () => {
		const lossy = await heardBy({ kind: 'loss', links, probability: 0.3 }, 10_000);
		expect(lossy.n2 / 10_000).toBeCloseTo(0.7, 1);
		expect(lossy.n3).toBe(10_000);
		const doubled = await heardBy({ kind: 'duplicate', links, probability: 0.3 }, 10_000);
		expect(doubled.n2 / 10_000).toBeCloseTo(1.3, 1);
	});
	it('lets messages overtake each other, more so under delay', async () => {
		const inversions = async (fault: ClusterFault | undefined): Promise<number> => {
			const order: number[] = [];
			const cluster = await deploy(
				node(
					(_, message) => void order.push(message.body.text as number),
					(context) => {
						if (context.id === 'n1')
							for (let i = 0; i < 200; i++)
								context.setTimer(`${i}`, 5 + i, () => context.send('n2', { type: 't', text: i } as Text));
					},
				),
			);
			if (fault !== undefined) inject(cluster, fault);
			await pass(cluster, 1000);
			expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
			return order.filter((value, i) => i > 0 && value < (order[i - 1] as number)).length;
		};
		const calm = await inversions(undefined);
		expect(calm).toBeGreaterThan(0);
		expect(await inversions({ kind: 'delay', links, delay: { kind: 'uniform', minMs: 0, maxMs: 50 } })).toBeGreaterThan(
			2 * calm,
		);
	});
	it('refuses a body that is not JSON, and names the node', async () => {
		const cluster = await deploy(
			node(
				() => {},
				(context) => context.send('n2', { type: 'x', text: new Map() as never } as Text),
			),
		);
		await expect(pass(cluster, 10)).rejects.toThrow(
			/program of n1 threw.*Expected plain JSON data in `text`, got Map/s,
		);
	});
	it('catches a program that changes a message, when asked to', async () => {
		const cluster = await deploy(
			node(
				(_, message) => Object.assign(message.body, { text: 'changed' }),
				(context) => context.send('n2', { type: 'x', text: 'a' } as Text),
			),
			{ freeze: true },
		);
		await expect(pass(cluster, 10)).rejects.toThrow(/Cannot assign to read only property/);
	});
});

describe('disk', () => {
	/** Runs `write` on n1, crashes it after `ms`, and returns what its next life reads. */
	const survivors = async (
		seed: string,
		write: (context: NodeContext) => void,
		ms: number,
	): Promise<Record<string, readonly JsonValue[]>> => {
		const found: Record<string, readonly JsonValue[]> = {};
		let lives = 0;
		const create = node(
			() => {},
			(context) => {
				if (context.id !== 'n1') return;
				if (++lives === 1) write(context);
				else for (const file of context.storage.list()) found[file] = [...context.storage.read(file)];
			},
		);
		const cluster = await deploy(create, {}, seed);
		await pass(cluster, ms);
		const heal = inject(cluster, { kind: 'crash', nodes: ['n1'] });
		heal();
		await pass(cluster, 1);
		expect(lives).toBe(2);
		return found;
	};

	it('keeps what was synced and, of the rest, a prefix of each file', async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat().map(String), fc.nat(10), fc.nat(10), async (seed, synced, unsynced) => {
				const found = await survivors(
					seed,
					({ storage, setTimer }) => {
						for (let i = 0; i < synced; i++) storage.append('a', i);
						storage.sync(() => {});
						setTimer('later', 50, () => storage.append('a', ...Array.from({ length: unsynced }, (_, i) => synced + i)));
					},
					100,
				);
				const survived = found['a'] ?? [];
				expect(survived.length).toBeGreaterThanOrEqual(synced);
				expect(survived).toEqual(Array.from({ length: survived.length }, (_, i) => i));
			}),
		);
	});

	it('loses, tears and reorders what was not synced, each in some run', async () => {
		const outcomes = new Set<string>();
		for (let seed = 0; seed < 200; seed++) {
			const found = await survivors(
				`${seed}`,
				({ storage }) => {
					storage.append('a', 1, 2);
					storage.append('b', 1);
				},
				0,
			);
			outcomes.add(`${found['a']?.length ?? 0}${found['b']?.length ?? 0}`);
		}
		// Nothing; all; `a` torn in two; `b` there although the earlier `a` is not.
		for (const outcome of ['00', '21', '10', '01']) expect(outcomes).toContain(outcome);
	});

	it('replaces a file as a whole or not at all', async () => {
		const outcomes = new Set<string>();
		for (let seed = 0; seed < 100; seed++) {
			const found = await survivors(
				`${seed}`,
				({ storage, setTimer }) => {
					storage.append('a', 1, 2, 3);
					storage.sync(() => {});
					setTimer('later', 50, () => storage.replace('a', [4, 5]));
				},
				60,
			);
			outcomes.add(String(found['a']));
		}
		expect([...outcomes].toSorted()).toEqual(['1,2,3', '4,5']);
	});

	it('calls syncs back in the order of their calls', async () => {
		const order: number[] = [];
		const cluster = await deploy(
			node(
				() => {},
				({ id, storage }) => {
					if (id === 'n1') for (let i = 0; i < 50; i++) storage.sync(() => order.push(i));
				},
			),
		);
		await pass(cluster, 100);
		expect(order).toEqual(Array.from({ length: 50 }, (_, i) => i));
	});
});

describe('timers and clocks', () => {
	const firings = async (
		start: (context: NodeContext, at: (label: string) => void) => void,
		fault?: ClusterFault,
	): Promise<string[]> => {
		const fired: string[] = [];
		const cluster = await deploy(
			node(
				() => {},
				(context) => {
					if (context.id === 'n1') start(context, (label) => fired.push(`${label}@${cluster.clock.now() / 1e6}`));
				},
			),
		);
		if (fault !== undefined) inject(cluster, fault);
		await pass(cluster, 1000);
		return fired;
	};

	it('runs a timer once, replaces it under its name, forgets it when cancelled', async () => {
		const fired = await firings((context, at) => {
			context.setTimer('a', 10, () => at('a'));
			context.setTimer('b', 10, () => at('first b'));
			context.setTimer('b', 30, () => at('second b'));
			context.setTimer('c', 30, () => at('first c'));
			context.setTimer('c', 5, () => at('second c'));
			context.setTimer('d', 10, () => at('d'));
			context.cancelTimer('d');
			context.setTimer('e', 10, () => at('first e'));
			context.cancelTimer('e');
			context.setTimer('e', 20, () => at('second e'));
		});
		expect(fired).toEqual(['second c@5', 'a@10', 'second e@20', 'second b@30']);
	});

	it('keeps time by the node’s own clock: drift moves timers, a step does not', async () => {
		const start = (context: NodeContext, at: (label: string) => void): void => {
			context.setTimer('begin', 0, () => context.setTimer('a', 100, () => at(`a reads ${Math.round(context.now())}`)));
		};
		const nodes = ['n1'];
		expect(await firings(start)).toEqual(['a reads 100@100']);
		expect(await firings(start, { kind: 'clock-drift', nodes, rate: 2 })).toEqual(['a reads 100@50']);
		expect(await firings(start, { kind: 'clock-step', nodes, offsetMs: -500 })).toEqual(['a reads -400@100']);
	});

	it('holds back timers and messages while a node is paused', async () => {
		const events: string[] = [];
		const cluster = await deploy(
			node(
				(context, message) =>
					void events.push(`${context.id} ${message.body.type}@${Math.round(cluster.clock.now() / 1e6)}`),
				(context) => {
					if (context.id === 'n1') context.setTimer('send', 10, () => context.send('n2', { type: 'hello' }));
					if (context.id === 'n2')
						context.setTimer('own', 5, () => events.push(`n2 timer@${Math.round(cluster.clock.now() / 1e6)}`));
				},
			),
		);
		await pass(cluster, 1);
		const resume = inject(cluster, { kind: 'pause', nodes: ['n2'] });
		await pass(cluster, 99);
		expect(events).toEqual([]);
		resume();
		expect(events).toEqual(['n2 timer@100', 'n2 hello@100']);
	});

	it('names a node that loops without time passing', async () => {
		const spin = (context: NodeContext): void => context.setTimer('spin', 0, () => spin(context));
		const cluster = await deploy(node(() => {}, spin));
		await expect(pass(cluster, 10)).rejects.toThrow(/time does not pass/);
	});
});
