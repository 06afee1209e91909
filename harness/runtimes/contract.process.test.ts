import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deploymentOf, describeRuntimeContract, newRunId } from './contract.ts';
import { controllerThatIsKilled } from './fixtures/killed-controller.ts';
import { processesNaming } from './fixtures/processes-naming.ts';
import { createProcessRuntime, processRuntime, sweepProcesses } from './process/index.ts';
import { stateFolder } from './real/state-folder.ts';

describeRuntimeContract('process', {
	createRuntime: () => processRuntime,
	throwingProgram: 'node-exited',
	throwingStart: 'node-not-ready',
	unsynced: 'lost',
	tears: true,
	links: 'messages',
	disks: 'played',
	leftovers,
});

it('says how long it waited for a node that hangs, and what it wrote', async () => {
	const runId = newRunId();
	const runtime = createProcessRuntime({ readyTimeoutMs: 5_000 });
	await expect(runtime.deploy(deploymentOf(runId, 'hangs'))).rejects.toMatchObject({
		reason: 'node-not-ready',
		message: expect.stringMatching(/did not answer `init` within 5000 ms[\s\S]*about to hang/),
	});
	expect(leftovers(runId)).toEqual([]);
});

it('writes what nodes log to the folder of the run, and keeps the last lines', async () => {
	const directory = mkdtempSync(join(tmpdir(), 'faultline-test-'));
	const cluster = await processRuntime.deploy({ ...deploymentOf(newRunId()), directory });
	await expect.poll(() => cluster.logTail('n2', 1)).toEqual([expect.stringContaining('n2 starts')]);
	await cluster.shutdown();
	expect(readFileSync(join(directory, 'nodes', 'n2.log'), 'utf8')).toMatch(
		/faultline: start\n.* n2 starts\n.*faultline: SIGKILL\n$/,
	);
	rmSync(directory, { recursive: true });
});

it('clears away what a killed controller left, its paused nodes above all, and nothing of a live one', async () => {
	const runId = newRunId();
	const live = await processRuntime.deploy(deploymentOf(newRunId()));
	try {
		await controllerThatIsKilled('process', runId);
		expect(processesNaming(runId)).not.toEqual([]);
		expect(sweepProcesses()).toContain(runId);
		await expect.poll(() => leftovers(runId)).toEqual([]);
		await live.drive((finish) => {
			live.connect('c9', () => finish()).send('n1', { type: 'echo', msg_id: 1 });
		});
	} finally {
		await live.shutdown();
	}
});

function leftovers(runId: string): readonly string[] {
	const folder = join(stateFolder('runs'), runId);
	return [...processesNaming(runId), ...[folder, `${folder}.json`].filter((path) => existsSync(path))];
}
