import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, hasStatus, labelFilter } from './engine.ts';

const roundsMax = 5;
const pauseBetweenRoundsMs = 200;

/** Names of what is there of a run, for people. */
export async function leftovers(engine: Engine, runId: string): Promise<readonly string[]> {
	const filter = labelFilter(runId);
	const [containers, networks] = await Promise.all([
		engine.listContainers({ all: true, ...filter }),
		engine.listNetworks(filter),
	]);
	return [
		...containers.map(({ Id, Names }) => `container ${Names[0]?.slice(1) ?? Id}`),
		...networks.map(({ Name }) => `network ${Name}`),
	];
}

/**
 * Removes every container and network of a run, whatever state it is in, and looks again until there is none: something may
 * have been under way when it began. Two removals at once do not disturb each other.
 */
export async function removeRun(engine: Engine, runId: string): Promise<void> {
	const filter = labelFilter(runId);
	for (let round = 1; ; round++) {
		const containers = await engine.listContainers({ all: true, ...filter });
		const removed = await Promise.allSettled(
			containers.map(({ Id }) => engine.getContainer(Id).remove({ force: true, v: true }).catch(ignoreGone)),
		);
		const networks = await engine.listNetworks(filter);
		removed.push(
			...(await Promise.allSettled(networks.map(({ Id }) => engine.getNetwork(Id).remove().catch(ignoreGone)))),
		);
		const failed = removed.find((result) => result.status === 'rejected');
		if (failed === undefined && containers.length + networks.length === 0) return;
		if (round >= roundsMax && failed !== undefined) throw failed.reason;
		if (failed !== undefined) await sleep(pauseBetweenRoundsMs);
	}
}

/** 404: it is gone; 409: it is being removed by somebody else just now. The next round shows. */
function ignoreGone(error: unknown): void {
	if (!hasStatus(error, 404, 409)) throw error;
}
