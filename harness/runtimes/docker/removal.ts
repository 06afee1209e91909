import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, hasStatus, labelFilter } from './engine.ts';

const roundsMax = 50;
const pauseBetweenRoundsMs = 100;

/** Names of what is there of a run, for people. */
export async function leftovers(engine: Engine, runId: string): Promise<readonly string[]> {
	const { containers, networks, volumes } = await list(engine, runId);
	return [
		...containers.map(({ Id, Names }) => `container ${Names[0]?.slice(1) ?? Id}`),
		...networks.map(({ Name }) => `network ${Name}`),
		...volumes.map(({ Name }) => `volume ${Name}`),
	];
}

/**
 * Removes every container, network and volume of a run, whatever state it is in, and looks again until there is none: something may
 * have been under way when it began. Two removals at once do not disturb each other.
 */
export async function removeRun(engine: Engine, runId: string): Promise<void> {
	let failure: unknown;
	for (let round = 1; round <= roundsMax; round++) {
		const { containers, networks, volumes } = await list(engine, runId);
		if (containers.length + networks.length + volumes.length === 0) return;
		if (round > 1) await sleep(pauseBetweenRoundsMs);
		const results = [
			...(await settle(containers.map(({ Id }) => engine.getContainer(Id).remove({ force: true, v: true })))),
			...(await settle(networks.map(({ Id }) => engine.getNetwork(Id).remove()))),
			...(await settle(volumes.map(({ Name }) => engine.getVolume(Name).remove()))),
		];
		failure = results.find((result) => result.status === 'rejected' && !isGone(result.reason)) ?? failure;
	}
	const reason = (failure as PromiseRejectedResult | undefined)?.reason;
	throw new Error(`these are still there: ${(await leftovers(engine, runId)).join(', ')}`, { cause: reason });
}

async function list(engine: Engine, runId: string) {
	const filter = labelFilter(runId);
	const [containers, networks, { Volumes: volumes }] = await Promise.all([
		engine.listContainers({ all: true, ...filter }),
		engine.listNetworks(filter),
		engine.listVolumes(filter),
	]);
	return { containers, networks, volumes: volumes ?? [] };
}

function settle(removals: readonly Promise<unknown>[]): Promise<PromiseSettledResult<unknown>[]> {
	return Promise.allSettled(removals);
}

/** 404: it is gone; 409: it is being removed by somebody else just now. The next round shows. */
function isGone(error: unknown): boolean {
	return hasStatus(error, 404, 409);
}
