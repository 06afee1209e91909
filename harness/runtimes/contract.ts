import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterFault, ClusterFaultKind } from '../model/index.ts';
import { contractOfClockFaults } from './contract/clock-faults.ts';
import { contractOfDiskFaults } from './contract/disk-faults.ts';
import { contractOfNetworkFaults } from './contract/network-faults.ts';
import { contractOfProcessFaults } from './contract/process-faults.ts';
import { type ContractSuite, nodes, settleMs } from './contract/suite.ts';
import { Session } from './contract-session.ts';
import { echoSystem } from './fixtures/echo-system.ts';
import type { Deployment, ProgramSource, Runtime, RuntimeErrorReason } from './runtime.ts';

/** Where runtimes may differ. */
export interface ContractOptions {
	readonly createRuntime: () => Runtime;
	/** The reason given when a program throws in mid-run. */
	readonly throwingProgram: RuntimeErrorReason;
	/** The same when it throws before it is ready. The simulation has no time before a node is ready: there its first step fails. */
	readonly throwingStart: RuntimeErrorReason;
	/** Whether a crash loses everything that was not synced, or may keep some of it. */
	readonly unsynced: 'lost' | 'may survive';
	/** Whether a crash can leave a part of what was not synced. */
	readonly tears: boolean;
	/** Whether a link carries messages, each with a fate of its own, or packets of streams, which keep their order and are sent again. */
	readonly links: 'messages' | 'streams';
	/** Whether disks are broken for real, or by the node's host. */
	readonly disks: 'real' | 'played';
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

			const suite: ContractSuite = {
				options,
				session: () => session,
				supports,
				async withFault(fault, during) {
					await session.inject(fault);
					try {
						await during();
					} finally {
						await session.heal(fault);
					}
				},
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

			contractOfNetworkFaults(suite);
			contractOfProcessFaults(suite);
			contractOfClockFaults(suite);
			contractOfDiskFaults(suite);
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
const everyFault: readonly ClusterFault[] = Object.values({
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
} satisfies Record<ClusterFaultKind, ClusterFault>);
