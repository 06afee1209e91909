import { existsSync } from 'node:fs';
import { sweepProcesses } from '../runtimes/process/index.ts';
import type { Output } from './output.ts';

/**
 * Removes what runs left behind whose controller was killed: processes, containers, networks. Every command does so
 * first. That it cannot be done is told, and does not keep the command from its own work.
 */
export async function sweepLeftovers(output: Output): Promise<void> {
	try {
		const removed = [...sweepProcesses(), ...(mayHaveDocker() ? await sweepContainers() : [])];
		for (const runId of removed) output.note(`Removed what the killed run ${runId} had left behind.`);
	} catch (error) {
		output.note(`Could not remove what earlier runs may have left behind: ${(error as Error).message}`);
	}
}

function mayHaveDocker(): boolean {
	return process.env['DOCKER_HOST'] !== undefined || existsSync('/var/run/docker.sock');
}

async function sweepContainers(): Promise<readonly string[]> {
	const { sweepDocker } = await import('../runtimes/docker/index.ts');
	return sweepDocker();
}
