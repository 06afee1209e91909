import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contractOfDiskFaults } from './contract/disk-faults.ts';
import type { ContractSuite } from './contract/suite.ts';
import { type ContractOptions, deploymentOf, describeRuntimeContract, newRunId } from './contract.ts';
import { Session } from './contract-session.ts';
import { ensureBaseImage } from './docker/base-image.ts';
import { createDockerRuntime, dockerRuntime, probeDocker, sweepDocker } from './docker/index.ts';
import { leftovers, removeRun } from './docker/removal.ts';
import { describeWithEngine, engine } from './fixtures/docker-engine.ts';
import { engineProxy } from './fixtures/engine-proxy.ts';
import { controllerThatIsKilled } from './fixtures/killed-controller.ts';
import { loopDevicesOf } from './fixtures/loop-devices.ts';

const contractOptions: ContractOptions = {
	createRuntime: () => dockerRuntime,
	throwingProgram: 'node-exited',
	throwingStart: 'node-not-ready',
	unsynced: 'lost',
	tears: true,
	links: 'streams',
	disks: 'played',
	leftovers: (runId) => leftovers(engine, runId),
};
describeWithEngine('in containers', () => {
	describeRuntimeContract('docker', contractOptions);
	describeDisks();
	describeEngine();
});

/** The same contract on disks that are real ones. */
function describeDisks(): void {
	describe('docker nodes with disks of their own', () => {
		const runId = newRunId();
		const kinds = ['disk-full', 'disk-slow', 'disk-write-error', 'disk-read-error'] as const;
		let session: Session;

		beforeAll(async () => {
			session = new Session(await dockerRuntime.deploy({ ...deploymentOf(runId), faults: kinds }));
		});

		afterAll(async () => {
			await session?.cluster.shutdown();
			expect(await leftovers(engine, runId)).toEqual([]);
			expect(loopDevicesOf(runId)).toEqual([]);
		});

		const suite: ContractSuite = {
			options: { ...contractOptions, disks: 'real' },
			session: () => session,
			supports: () => true,
			withFault: async (fault, during) => {
				await session.inject(fault);
				try {
					await during();
				} finally {
					await session.heal(fault);
				}
			},
		};
		contractOfDiskFaults(suite);
	});
}

function describeEngine(): void {
	describe('docker engine', () => {
		const swept: string[] = [];

		afterAll(async () => {
			for (const runId of swept) expect(await leftovers(engine, runId)).toEqual([]);
		});

		it('gives each container the capabilities that it needs and no others, the node none', async () => {
			const runId = newRunId();
			const cluster = await dockerRuntime.deploy({ ...deploymentOf(runId), faults: ['disk-full'] });
			try {
				const capabilities = async (name: string): Promise<readonly string[]> => {
					const { HostConfig: host } = await engine.getContainer(`faultline-${runId}-${name}`).inspect();
					expect(host).toMatchObject({ CapDrop: ['ALL'], Privileged: false });
					expect(host.SecurityOpt).toContain('no-new-privileges');
					return (host.CapAdd ?? []).map((added: string) => added.replace(/^CAP_/, '')).sort();
				};
				expect(await capabilities('n1')).toEqual([]);
				expect(await capabilities('n1-keeper')).toEqual(['NET_ADMIN']);
				expect(await capabilities('warden')).toEqual(['DAC_OVERRIDE', 'KILL', 'SYS_ADMIN', 'SYS_PTRACE']);
			} finally {
				await cluster.shutdown();
			}
			expect(await leftovers(engine, runId)).toEqual([]);
		});

		it('says what a node wrote that does not become ready in time', async () => {
			const runId = newRunId();
			const runtime = createDockerRuntime({ readyTimeoutMs: 4_000 });
			await expect(runtime.deploy(deploymentOf(runId, 'hangs'))).rejects.toMatchObject({
				reason: 'node-not-ready',
				message: expect.stringMatching(/did not answer `init` within 4000 ms[\s\S]*about to hang/),
			});
			expect(await leftovers(engine, runId)).toEqual([]);
		});

		it('clears away what a killed controller left, and nothing of a live one', async () => {
			const runId = newRunId();
			const live = await dockerRuntime.deploy(deploymentOf(newRunId()));
			try {
				await controllerThatIsKilled('docker', runId);
				swept.push(runId);
				// The network, the warden, and for each node two containers and a volume.
				expect(await leftovers(engine, runId)).toHaveLength(8);
				expect(loopDevicesOf(runId)).toHaveLength(2);
				expect(await sweepDocker()).toContain(runId);
				expect(await leftovers(engine, runId)).toEqual([]);
				expect(loopDevicesOf(runId)).toEqual([]);
				const { value } = await new Session(live).request('n1', { type: 'echo', value: 1 });
				expect(value).toBe(1);
			} finally {
				await live.shutdown();
			}
		});

		it('shuts down while nodes are being broken', async () => {
			const runId = newRunId();
			const cluster = await dockerRuntime.deploy(deploymentOf(runId));
			const outcomes: (Error | undefined)[] = [];
			cluster.inject({ kind: 'pause', nodes: ['n1'] }, (error) => outcomes.push(error));
			const crash = { kind: 'crash', nodes: ['n2', 'n3'] } as const;
			cluster.inject(crash, (error) => outcomes.push(error));
			cluster.heal(crash, (error) => outcomes.push(error));
			await Promise.all([cluster.shutdown(), cluster.shutdown()]);
			await expect.poll(() => outcomes.length).toBe(3);
			expect(await leftovers(engine, runId)).toEqual([]);
		});

		it('ends a run whose engine dies, says what is left, and the next command removes it', async () => {
			const runId = newRunId();
			const proxy = await engineProxy();
			const cluster = await createDockerRuntime({ engine: proxy.engine }).deploy(deploymentOf(runId));
			const driven = cluster.drive(() => {});
			const diedAt = Date.now();
			await proxy.die();
			await expect(driven).rejects.toMatchObject({ reason: 'engine-died' });
			expect(Date.now() - diedAt).toBeLessThan(5_000);
			await expect(cluster.shutdown()).rejects.toMatchObject({
				reason: 'engine-died',
				message: expect.stringContaining('The next faultline command removes them'),
			});
			// This controller is alive, so a sweep leaves its run alone; a dead one's is swept above.
			expect(await leftovers(engine, runId)).toHaveLength(7);
			await removeRun(engine, runId);
		});

		it('says that there is no engine, and what to do', async () => {
			const nowhere = new Docker({ socketPath: '/nonexistent/docker.sock' });
			const runtime = createDockerRuntime({ engine: nowhere });
			await expect(runtime.deploy(deploymentOf(newRunId()))).rejects.toMatchObject({
				reason: 'no-engine',
				message: expect.stringContaining('--runtime process'),
			});
			expect(await sweepDocker(nowhere)).toEqual([]);
			expect((await probeDocker(nowhere)).engine.reachable).toBe(false);
			expect((await probeDocker()).engine.reachable).toBe(true);
		});

		it("runs nodes in an image of the user's, and the keeper in its own", async () => {
			const image = 'faultline-test:own';
			await engine.getImage(await ensureBaseImage(engine)).tag({ repo: 'faultline-test', tag: 'own' });
			const runId = newRunId();
			const cluster = await createDockerRuntime({ image }).deploy(deploymentOf(runId));
			try {
				expect((await new Session(cluster).request('n1', { type: 'echo', value: 2 }))['value']).toBe(2);
				expect((await engine.getContainer(`faultline-${runId}-n1`).inspect()).Config.Image).toBe(image);
				expect((await engine.getContainer(`faultline-${runId}-n1-keeper`).inspect()).Config.Image).not.toBe(image);
			} finally {
				await cluster.shutdown();
				await engine.getImage(image).remove();
			}
		});

		it('says that an image is not there', async () => {
			const runtime = createDockerRuntime({ image: 'faultline-test:none' });
			await expect(runtime.deploy(deploymentOf(newRunId()))).rejects.toMatchObject({
				reason: 'image',
				message: expect.stringContaining('docker pull faultline-test:none'),
			});
		});
	});
}
