import { readFile } from 'node:fs/promises';
import { healthyDisk } from '../conditions.ts';
import { agentBundle } from '../host/bundle.ts';
import type { Support } from '../runtime.ts';
import { agentPath } from './agent-client.ts';
import { ensureBaseImage } from './base-image.ts';
import type { Engine } from './engine.ts';
import { removeRun } from './removal.ts';
import { volumeSupport } from './supports.ts';
import { tar } from './tar.ts';
import { Volume } from './volume.ts';
import { Warden } from './warden.ts';

/** What nodes in containers can suffer for real beyond what every engine allows. Their hosts play the rest to them. */
export interface DockerPowers {
	/** Whether nodes have disks of their own, to be filled, slowed down and broken. */
	readonly disks: Support;
	/** Whether programs beside the node's host have wrong clocks. */
	readonly programClocks: Support;
}

/** Tries it out, in containers of its own that are gone afterwards. */
export async function tryPowers(engine: Engine): Promise<DockerPowers> {
	const runId = `doctor-${process.pid}`;
	try {
		return await tryWith(engine, runId);
	} catch (error) {
		const none = { supported: false, reason: (error as Error).message } as const;
		return { disks: none, programClocks: none };
	} finally {
		await removeRun(engine, runId);
	}
}

async function tryWith(engine: Engine, runId: string): Promise<DockerPowers> {
	const content = await readFile(await agentBundle());
	const files = tar([{ path: agentPath, content, mode: 0o644 }]);
	const warden = new Warden({ engine, runId, image: await ensureBaseImage(engine), files });
	return {
		disks: await tryOut(() => tryDisk(engine, runId, warden)),
		programClocks: await tryOut(async () => {
			await (await warden.agent()).request({ kind: 'test-clock' });
		}),
	};
}

async function tryDisk(engine: Engine, runId: string, warden: Warden): Promise<void> {
	const support = volumeSupport();
	if (!support.supported) throw new Error(support.reason);
	const volume = await Volume.create({ engine, runId, id: 'n1', warden: await warden.agent() });
	await volume.set({ ...healthyDisk, full: true });
	await volume.set(healthyDisk);
	await volume.failPower();
}

async function tryOut(attempt: () => Promise<void>): Promise<Support> {
	try {
		await attempt();
		return { supported: true };
	} catch (error) {
		return { supported: false, reason: (error as Error).message };
	}
}
