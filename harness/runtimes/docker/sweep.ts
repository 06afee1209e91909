import { isAlive } from '../real/process-identity.ts';
import { removeOldBaseImages } from './base-image.ts';
import { connectEngine, controllerOf, type Engine, labelFilter, ping, runOf } from './engine.ts';
import { removeRun } from './removal.ts';

/**
 * Removes what is left of runs whose controller is gone, and images that have had their day. Silent where no engine answers.
 * To be called at the start of every command.
 *
 * @returns the run ids of what was removed
 */
export async function sweepDocker(engine: Engine = connectEngine()): Promise<readonly string[]> {
	try {
		await ping(engine);
	} catch {
		return [];
	}
	const orphaned = await orphanedRuns(engine);
	await Promise.all(orphaned.map((runId) => removeRun(engine, runId)));
	await removeOldBaseImages(engine);
	return orphaned;
}

async function orphanedRuns(engine: Engine): Promise<readonly string[]> {
	const [containers, networks, { Volumes: volumes }] = await Promise.all([
		engine.listContainers({ all: true, ...labelFilter() }),
		engine.listNetworks(labelFilter()),
		engine.listVolumes(labelFilter()),
	]);
	const runs = new Set<string>();
	for (const { Labels: labels } of [...containers, ...networks, ...(volumes ?? [])]) {
		const runId = runOf(labels ?? {});
		const controller = controllerOf(labels ?? {});
		if (runId !== undefined && controller !== undefined && !isAlive(controller)) runs.add(runId);
	}
	return [...runs];
}
