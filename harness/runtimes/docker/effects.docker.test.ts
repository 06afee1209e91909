import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClusterFault } from '../../model/index.ts';
import { deploymentOf, newRunId } from '../contract.ts';
import { Session } from '../contract-session.ts';
import { describeWithEngine, engine } from '../fixtures/docker-engine.ts';
import { copyProgram, evaluateIn, startIn } from '../fixtures/in-container.ts';
import { loopDevicesOf } from '../fixtures/loop-devices.ts';
import { nameOf } from './engine.ts';
import { dockerRuntime } from './index.ts';
import { leftovers } from './removal.ts';

/** What faults do to programs in containers that know nothing of Faultline: real traffic, real disks, real time. */
describeWithEngine('in a container, to any program', () => {
	const runId = newRunId();
	const container = (node: string): string => nameOf(runId, node);
	let session: Session;

	beforeAll(async () => {
		const faults = ['delay', 'disk-full', 'disk-slow', 'disk-write-error'] as const;
		session = new Session(await dockerRuntime.deploy({ ...deploymentOf(runId), faults }));
	});

	afterAll(async () => {
		await session?.cluster.shutdown();
		expect(await leftovers(engine, runId)).toEqual([]);
		expect(loopDevicesOf(runId)).toEqual([]);
	});

	const withFault = async (fault: ClusterFault, during: () => Promise<void>): Promise<void> => {
		await session.inject(fault);
		try {
			await during();
		} finally {
			await session.heal(fault);
		}
	};

	describe('the network', () => {
		const addressOf = async (node: string): Promise<string> => {
			const { NetworkSettings: settings } = await engine.getContainer(nameOf(runId, node, 'keeper')).inspect();
			return Object.values(settings.Networks)[0]?.IPAddress ?? '';
		};
		/** Milliseconds until a program on n1 has heard that so many bytes have arrived on another node. */
		const carryMs = async (to: string, bytes: number): Promise<number> => {
			// Greetings are read and forgotten; the answer to \`ping\` comes when all before it has been read.
			const script = `
				const greetings = ('hello ' + 'x'.repeat(993) + '\\n').repeat(${bytes / 1_000});
				const socket = require('node:net').connect(7000, '${await addressOf(to)}', () => {
					const start = performance.now();
					socket.write(greetings + 'ping\\n');
					socket.on('data', () => {
						console.log(performance.now() - start);
						process.exit();
					});
				})`;
			return Number((await evaluateIn(engine, container('n1'), script)).join());
		};
		const linkTo = (to: string) => [{ from: 'n1', to }];

		it('carries no more than so many bytes a second, link by link', async () => {
			const bytes = 100_000;
			const slow = async (to: string): Promise<void> => {
				const tookMs = await carryMs(to, bytes);
				expect(tookMs).toBeGreaterThan(1_500);
				expect(tookMs).toBeLessThan(4_000);
			};
			const fast = async (to: string): Promise<void> => expect(await carryMs(to, bytes)).toBeLessThan(1_000);
			const toN2: ClusterFault = { kind: 'bandwidth', links: linkTo('n2'), bytesPerSecond: 50_000 };
			await fast('n2');
			await session.inject(toN2);
			await slow('n2');
			await fast('n3');
			await withFault({ kind: 'bandwidth', links: linkTo('n3'), bytesPerSecond: 50_000 }, async () => {
				await Promise.all([slow('n2'), slow('n3')]);
				await session.heal(toN2);
				await fast('n2');
				await slow('n3');
			});
			await fast('n3');
		});

		it('delays what is sent in one direction by what it is told', async () => {
			expect(await carryMs('n2', 1_000)).toBeLessThan(200);
			for (const ms of [300, 700]) {
				await withFault({ kind: 'delay', links: linkTo('n2'), delay: { kind: 'constant', ms } }, async () => {
					const tookMs = await carryMs('n2', 1_000);
					expect(tookMs).toBeGreaterThanOrEqual(ms);
					expect(tookMs).toBeLessThan(ms + 250);
				});
			}
			expect(await carryMs('n2', 1_000)).toBeLessThan(200);
		});
	});

	describe('the disk', () => {
		const folder = '/faultline/volume';
		const evaluate = async (script: string): Promise<string> =>
			(await evaluateIn(engine, container('n1'), script)).join();
		const freeBytes = async (): Promise<number> =>
			Number(await evaluate(`const { bavail, bsize } = fs.statfsSync('${folder}'); console.log(bavail * bsize)`));
		const write = (file: string, sync: boolean): Promise<string> =>
			evaluate(`
				try { fs.writeFileSync('${folder}/${file}', 'x'.repeat(10_000), { flush: ${sync} }); console.log('written') }
				catch ({ code }) { console.log(code) }`);
		/** Milliseconds that ten syncs take, one after the other. */
		const syncTen = async (): Promise<number> =>
			Number(
				await evaluate(`
					const file = fs.openSync('${folder}/slow', 'a');
					const start = performance.now();
					for (let i = 0; i < 10; i++) { fs.writeSync(file, 'x'.repeat(1_024)); fs.fdatasyncSync(file) }
					console.log(performance.now() - start)`),
			);

		it('is full', async () => {
			expect(await freeBytes()).toBeGreaterThan(100e6);
			await withFault({ kind: 'disk-full', nodes: ['n1'] }, async () => {
				expect(await freeBytes()).toBe(0);
				expect(await write('full', true)).toBe('ENOSPC');
			});
			expect(await freeBytes()).toBeGreaterThan(100e6);
			expect(await write('full', true)).toBe('written');
		});

		it('refuses to write', async () => {
			await withFault({ kind: 'disk-write-error', nodes: ['n1'], probability: 1 }, async () => {
				expect(await write('refused', true)).toBe('EIO');
			});
			expect(await write('refused', true)).toBe('written');
		});

		it('loses what was not synced when the power fails, and nothing else', async () => {
			expect(await write('synced', true)).toBe('written');
			expect(await write('unsynced', false)).toBe('written');
			await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {});
			const left = JSON.parse(await evaluate(`console.log(JSON.stringify(fs.readdirSync('${folder}')))`)) as string[];
			expect(left).toContain('synced');
			expect(left).not.toContain('unsynced');
		});

		it('is slow, also after a restart, and then fast again', async () => {
			// A machine that is busy with other tests makes a healthy disk slow at times, but not each time.
			const atBest = async (): Promise<number> => Math.min(await syncTen(), await syncTen(), await syncTen());
			expect(await atBest()).toBeLessThan(1_500);
			await withFault({ kind: 'disk-slow', nodes: ['n1'], delay: { kind: 'constant', ms: 200 } }, async () => {
				expect(await syncTen()).toBeGreaterThan(1_500);
				await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {});
				expect(await syncTen()).toBeGreaterThan(1_500);
			});
			expect(await atBest()).toBeLessThan(1_500);
		});
	});

	describe('the clock', () => {
		const hourMs = 3_600_000;
		const bashLoop = 'while true; do echo "$EPOCHREALTIME"; read -r -t 0.05; done';
		const nodeLoop = 'process.stdin.resume(); setInterval(() => console.log(Date.now() / 1_000), 50)';

		it('steps for programs that are running, a shell among them, and for those that are started later', async () => {
			const bash = await copyProgram(engine, container('n2'), '/bin/bash', 'bash');
			const running = [
				await startIn(engine, container('n2'), [bash, '-c', bashLoop]),
				await startIn(engine, container('n2'), ['node', '-e', nodeLoop]),
			];
			const near = (lines: readonly string[], expectedMs: number): boolean => {
				const aheadMs = Number((lines.at(-1) ?? 'none').replace(',', '.')) * 1_000 - Date.now();
				return Math.abs(aheadMs - expectedMs) < 2_000;
			};
			const all = (expectedMs: number): Promise<boolean> =>
				session.eventually(() => running.every(({ lines }) => near(lines, expectedMs)), 5_000);
			expect(await all(0)).toBe(true);
			await withFault({ kind: 'clock-step', nodes: ['n2'], offsetMs: hourMs }, async () => {
				expect(await all(hourMs)).toBe(true);
				running.push(await startIn(engine, container('n2'), ['node', '-e', nodeLoop]));
				expect(await all(hourMs)).toBe(true);
				await withFault({ kind: 'clock-step', nodes: ['n2'], offsetMs: -2 * hourMs }, async () => {
					expect(await all(-hourMs)).toBe(true);
				});
			});
			expect(await all(0)).toBe(true);
			await withFault({ kind: 'crash', nodes: ['n2'] }, async () => {});
			for (const { ended } of running) await ended;
		});
	});
});
