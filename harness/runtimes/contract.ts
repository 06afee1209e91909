import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterFaultKind, ClusterFault as Fault, NodeId } from '../model/index.ts';
import { Session } from './contract-session.ts';
import { echoSystem } from './fixtures/echo-system.ts';
import type { Deployment, ProgramSource, Runtime, RuntimeErrorReason } from './runtime.ts';

const nodes: readonly NodeId[] = ['n1', 'n2', 'n3'];
/** Long enough for what passes to have passed. */
const settleMs = 300;

/** Where runtimes may differ. */
export interface ContractOptions {
	readonly createRuntime: () => Runtime;
	/** The reason given when a program throws in mid-run. */
	readonly throwingProgram: RuntimeErrorReason;
	/** The same when it throws before it is ready. The simulation has no time before a node is ready: there its first step fails. */
	readonly throwingStart: RuntimeErrorReason;
	/** Whether a crash loses everything that was not synced, or may keep some of it. */
	readonly unsynced: 'lost' | 'may survive';
	/** Whether loss drops single messages, or packets of a stream that are sent again later. */
	readonly loss: 'messages' | 'packets';
	/** What is left of a run on this machine, in words. */
	readonly leftovers: (runId: string) => Promise<readonly string[]> | readonly string[];
}

export function deploymentOf(runId: string, mutant?: string): Deployment {
	const create = echoSystem.mutants.find(({ name }) => name === mutant)?.createNode ?? echoSystem.createNode;
	const program: ProgramSource = {
		create,
		system: echoSystem.name,
		...(mutant !== undefined && { mutant }),
		module: new URL('fixtures/echo-system.ts', import.meta.url).href,
	};
	return { runId, seed: '42', nodes, program };
}

export function newRunId(): string {
	return `contract-${randomUUID().slice(0, 8)}`;
}

/** What every runtime has to do, each effect shown on real traffic. */
export function describeRuntimeContract(name: string, options: ContractOptions): void {
	const runtime = options.createRuntime();
	const supports = (kind: ClusterFaultKind): boolean => runtime.supports(kind).supported;

	describe(`${name} runtime`, () => {
		describe('a running cluster', () => {
			const runId = newRunId();
			let session: Session;

			beforeAll(async () => {
				session = new Session(await runtime.deploy(deploymentOf(runId)));
			});

			afterAll(async () => {
				await session?.cluster.shutdown();
				await session?.cluster.shutdown();
				expect(await options.leftovers(runId)).toEqual([]);
			});

			/** Injects a fault for as long as `during` takes. */
			const withFault = async (fault: Fault, during: () => Promise<void>): Promise<void> => {
				await session.inject(fault);
				try {
					await during();
				} finally {
					await session.heal(fault);
				}
			};

			it('answers a client on every node, which knows its peers', async () => {
				for (const node of nodes) {
					const { value, started, peers } = await session.request(node, { type: 'echo', value: 7 });
					expect({ value, started, peers }).toEqual({
						value: 7,
						started: true,
						peers: nodes.filter((other) => other !== node),
					});
				}
			});

			it('carries messages between all nodes, and from a node to itself', async () => {
				for (const from of nodes) for (const to of nodes) expect(await session.passes(from, to)).toBe(true);
			});

			it('loses and doubles nothing on a healthy link', async () => {
				await session.passes('n1', 'n3');
				const before = (await session.heard('n1', 'n3')).length;
				for (let value = 0; value < 20; value++) await session.tell('n1', 'n3', value);
				await session.sleep(settleMs);
				const heard = (await session.heard('n1', 'n3')).slice(before);
				expect([...heard].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
			});

			it('fires a timer once, not early, unless it was cancelled or replaced', async () => {
				const start = session.cluster.clock.now();
				const { fired } = await session.request('n1', { type: 'timer', delayMs: 100 });
				expect(fired).toBe(1);
				// A clock in the simulation may run fast by its drift; here there is none.
				expect(session.cluster.clock.now() - start).toBeGreaterThanOrEqual(99e6);
			});

			it('shows what a node says of itself', async () => {
				await session.request('n2', { type: 'become', role: 'leader' });
				expect(await session.eventually(() => session.cluster.inspect('n2')?.['role'] === 'leader')).toBe(true);
				await session.request('n2', { type: 'become', role: 'follower' });
				expect(await session.eventually(() => session.cluster.inspect('n2')?.['role'] === 'follower')).toBe(true);
			});

			it('refuses a fault that it does not support, with the reason', async () => {
				for (const fault of everyFault.filter(({ kind }) => !supports(kind))) {
					const { kind } = fault;
					await expect(session.inject(fault)).rejects.toMatchObject({
						name: 'RuntimeError',
						reason: 'unsupported-fault',
						message: expect.stringContaining(kind),
					});
				}
			});

			it('refuses to heal what is not injected', async () => {
				await expect(session.heal({ kind: 'cut', links: [] })).rejects.toThrow('not active');
			});

			it('cuts one direction alone, and heals it', async () => {
				await session.passes('n1', 'n2');
				await withFault({ kind: 'cut', links: [{ from: 'n1', to: 'n2' }] }, async () => {
					const before = await session.heard('n1', 'n2');
					await session.tell('n1', 'n2', 1);
					expect(await session.passes('n2', 'n1')).toBe(true);
					expect(await session.passes('n3', 'n2')).toBe(true);
					expect(await session.passes('n1', 'n3')).toBe(true);
					await session.sleep(1_000);
					expect(await session.heard('n1', 'n2')).toEqual(before);
					expect(await session.passes('n2', 'n1')).toBe(true);
				});
				expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
			});

			it('cuts both directions, and heals them', async () => {
				const links = [
					{ from: 'n2', to: 'n3' },
					{ from: 'n3', to: 'n2' },
				];
				await withFault({ kind: 'cut', links }, async () => {
					expect(await session.passes('n2', 'n3', 700)).toBe(false);
					expect(await session.passes('n3', 'n2', 700)).toBe(false);
					expect((await session.request('n3', { type: 'echo', value: 1 }))['value']).toBe(1);
				});
				expect(await session.passes('n2', 'n3', 3_000)).toBe(true);
				expect(await session.passes('n3', 'n2', 3_000)).toBe(true);
			});

			it('keeps a link cut while one of two cuts holds', async () => {
				const first: Fault = { kind: 'cut', links: [{ from: 'n1', to: 'n2' }] };
				const second: Fault = { kind: 'cut', links: [{ from: 'n1', to: 'n2' }] };
				await session.inject(first);
				await session.inject(second);
				await session.heal(first);
				expect(await session.passes('n1', 'n2', settleMs)).toBe(false);
				await session.heal(second);
				expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
			});

			it('keeps a cut through a crash and a restart', async () => {
				const crash: Fault = { kind: 'crash', nodes: ['n2'] };
				await withFault({ kind: 'cut', links: [{ from: 'n1', to: 'n2' }] }, async () => {
					await session.inject(crash);
					await session.heal(crash);
					expect(await session.passes('n1', 'n2', 700)).toBe(false);
					expect(await session.passes('n3', 'n2')).toBe(true);
				});
				expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
			});

			it('kills a node, which loses what it had not synced and keeps what it had', async () => {
				const draw = await session.request('n1', { type: 'draw' });
				for (let i = 0; i < 3; i++) await session.request('n1', { type: 'add', sync: true });
				for (let i = 0; i < 2; i++) await session.request('n1', { type: 'add', sync: false });
				expect((await session.request('n1', { type: 'read' }))['value']).toBe(5);
				await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {
					expect(session.cluster.inspect('n1')).toBeUndefined();
					expect(await session.attempt('n1', { type: 'echo', value: 1 }, settleMs)).toBeUndefined();
				});
				const { value } = await session.request('n1', { type: 'read' });
				if (options.unsynced === 'lost') expect(value).toBe(3);
				else expect([3, 4, 5]).toContain(value);
				expect((await session.request('n1', { type: 'draw' }))['value']).not.toBe(draw['value']);
				expect(await session.passes('n2', 'n1')).toBe(true);
				expect(await session.passes('n1', 'n2')).toBe(true);
			});

			it('replaces a file whole or not at all, wherever the crash falls', async () => {
				for (let round = 0; round < 3; round++) {
					for (let version = 1; version <= 20; version++) session.post('n3', { type: 'replace', version, sync: true });
					await session.sleep(round);
					await withFault({ kind: 'crash', nodes: ['n3'] }, async () => {});
					const { document } = await session.request('n3', { type: 'read' });
					const versions = new Set(document as number[]);
					expect(versions.size).toBeLessThanOrEqual(1);
					expect([0, 50]).toContain((document as number[]).length);
				}
				await session.request('n3', { type: 'replace', version: 99, sync: true });
				await withFault({ kind: 'crash', nodes: ['n3'] }, async () => {});
				const { document } = await session.request('n3', { type: 'read' });
				expect(document).toEqual(new Array(50).fill(99));
			});

			it('pauses a node, which gets what arrived meanwhile when it is resumed', async () => {
				let slot: { reply?: unknown } = {};
				await withFault({ kind: 'pause', nodes: ['n1'] }, async () => {
					slot = session.post('n1', { type: 'echo', value: 5 });
					await session.sleep(settleMs);
					expect(slot.reply).toBeUndefined();
				});
				expect(await session.eventually(() => slot.reply !== undefined)).toBe(true);
				expect(await session.passes('n2', 'n1')).toBe(true);
			});

			it('holds a node down until both of two crashes are healed', async () => {
				const first: Fault = { kind: 'crash', nodes: ['n1', 'n2'] };
				const second: Fault = { kind: 'crash', nodes: ['n2', 'n3'] };
				await session.inject(first);
				await session.inject(second);
				await session.heal(first);
				expect((await session.request('n1', { type: 'echo', value: 3 }))['value']).toBe(3);
				expect(await session.attempt('n2', { type: 'echo', value: 3 }, settleMs)).toBeUndefined();
				await session.heal(second);
				for (const node of nodes) expect((await session.request(node, { type: 'echo', value: 4 }))['value']).toBe(4);
			});

			it('restarts a node into the pause that still holds', async () => {
				const crash: Fault = { kind: 'crash', nodes: ['n1'] };
				await withFault({ kind: 'pause', nodes: ['n1'] }, async () => {
					await session.inject(crash);
					await session.heal(crash);
					expect(await session.attempt('n1', { type: 'echo', value: 1 }, settleMs)).toBeUndefined();
				});
				expect((await session.request('n1', { type: 'echo', value: 2 }))['value']).toBe(2);
			});

			if (supports('loss'))
				it('loses messages', async () => {
					await session.passes('n1', 'n2');
					await session.sleep(settleMs);
					const before = (await session.heard('n1', 'n2')).length;
					await withFault({ kind: 'loss', links: [{ from: 'n1', to: 'n2' }], probability: 0.7 }, async () => {
						for (let value = 0; value < 200; value++) await session.tell('n1', 'n2', value);
						await session.sleep(20);
						const count = (await session.heard('n1', 'n2')).length - before;
						expect(count).toBeLessThan(200);
						if (options.loss === 'messages') {
							// 60 expected; five standard deviations either side.
							expect(count).toBeGreaterThan(27);
							expect(count).toBeLessThan(93);
						}
						expect(await session.passes('n2', 'n1')).toBe(true);
					});
					expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
				});

			if (supports('duplicate'))
				it('duplicates messages', async () => {
					await session.sleep(settleMs);
					const before = (await session.heard('n1', 'n2')).length;
					await withFault({ kind: 'duplicate', links: [{ from: 'n1', to: 'n2' }], probability: 1 }, async () => {
						for (let value = 0; value < 5; value++) await session.tell('n1', 'n2', value);
						await session.sleep(settleMs);
					});
					const heard = (await session.heard('n1', 'n2')).slice(before);
					expect([...heard].sort()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
				});

			if (supports('delay'))
				it('delays messages, each for itself, so that they overtake each other', async () => {
					const before = (await session.heard('n1', 'n2')).length;
					const values = Array.from({ length: 20 }, (_, i) => i);
					const links = [{ from: 'n1', to: 'n2' }];
					await withFault(
						{ kind: 'delay', links, delay: { kind: 'uniform', minMs: 1_000, maxMs: 1_400 } },
						async () => {
							for (const value of values) session.post('n1', { type: 'tell', peer: 'n2', value });
							await session.sleep(500);
							expect((await session.heard('n1', 'n2')).length).toBe(before);
							await session.sleep(1_500);
						},
					);
					const heard = (await session.heard('n1', 'n2')).slice(before);
					expect([...heard].sort((a, b) => a - b)).toEqual(values);
					expect(heard).not.toEqual(values);
				});
		});

		it('fails the run when a program throws, and leaves nothing', async () => {
			const runId = newRunId();
			const cluster = await runtime.deploy(deploymentOf(runId));
			try {
				await expect(new Session(cluster).request('n2', { type: 'fail' })).rejects.toMatchObject({
					name: 'RuntimeError',
					reason: options.throwingProgram,
					node: 'n2',
					message: expect.stringContaining('asked to fail'),
				});
			} finally {
				await cluster.shutdown();
			}
			expect(await options.leftovers(runId)).toEqual([]);
		});

		it('does not deploy a program that never becomes ready, and leaves nothing', async () => {
			const runId = newRunId();
			const deployAndStep = async (): Promise<void> => {
				const cluster = await runtime.deploy(deploymentOf(runId, 'never-ready'));
				try {
					expect(runtime.name).toBe('sim');
					await new Session(cluster).sleep(1_000);
				} finally {
					await cluster.shutdown();
				}
			};
			await expect(deployAndStep()).rejects.toMatchObject({
				name: 'RuntimeError',
				reason: options.throwingStart,
				message: expect.stringContaining('asked never to be ready'),
			});
			expect(await options.leftovers(runId)).toEqual([]);
		});
	});
}

const nodesOfAny = ['n1'];
const linksOfAny = [{ from: 'n1', to: 'n2' }];
const delayOfAny = { kind: 'constant', ms: 1 } as const;

/** One fault of each kind that a runtime may be asked for. */
const everyFault: readonly Fault[] = Object.values({
	cut: { kind: 'cut', links: linksOfAny },
	loss: { kind: 'loss', links: linksOfAny, probability: 0.5 },
	duplicate: { kind: 'duplicate', links: linksOfAny, probability: 0.5 },
	delay: { kind: 'delay', links: linksOfAny, delay: delayOfAny },
	reorder: { kind: 'reorder', links: linksOfAny, probability: 0.5, holdMs: 10 },
	bandwidth: { kind: 'bandwidth', links: linksOfAny, bytesPerSecond: 1_000 },
	crash: { kind: 'crash', nodes: nodesOfAny },
	pause: { kind: 'pause', nodes: nodesOfAny },
	'clock-step': { kind: 'clock-step', nodes: nodesOfAny, offsetMs: 1_000 },
	'clock-skew': { kind: 'clock-skew', nodes: nodesOfAny, offsetsMs: [100] },
	'clock-drift': { kind: 'clock-drift', nodes: nodesOfAny, rate: 1.05 },
	'disk-slow': { kind: 'disk-slow', nodes: nodesOfAny, delay: delayOfAny },
	'disk-full': { kind: 'disk-full', nodes: nodesOfAny },
	'disk-write-error': { kind: 'disk-write-error', nodes: nodesOfAny, probability: 0.5 },
	'disk-read-error': { kind: 'disk-read-error', nodes: nodesOfAny },
	'disk-bit-flip': { kind: 'disk-bit-flip', nodes: nodesOfAny, bits: 1 },
	'disk-truncate': { kind: 'disk-truncate', nodes: nodesOfAny, records: 1 },
	'disk-wipe': { kind: 'disk-wipe', nodes: nodesOfAny },
	'disk-lost-sync': { kind: 'disk-lost-sync', nodes: nodesOfAny },
} satisfies Record<ClusterFaultKind, Fault>);
