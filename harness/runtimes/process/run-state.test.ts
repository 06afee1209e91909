import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { newRunId } from '../contract.ts';
import { identify, isAlive } from '../real/process-identity.ts';
import { RunState, sweepProcesses } from './run-state.ts';

/** As if another controller had written it. */
function pretendControllerIs(state: RunState, controller: { pid: number; startedAt: string }): void {
	const file = `${state.dataDirectory}.json`;
	writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), controller }));
}

const gone = { pid: 2 ** 22 + 1, startedAt: '1' };

function sleeper() {
	return spawn('sleep', ['60'], { stdio: 'ignore' });
}

it('leaves a live controller alone', () => {
	const runId = newRunId();
	const state = RunState.create(runId);
	expect(sweepProcesses()).not.toContain(runId);
	expect(existsSync(state.dataDirectory)).toBe(true);
	state.remove();
	expect(existsSync(state.dataDirectory)).toBe(false);
});

it('ends the processes of a controller that is gone, and removes the data', async () => {
	const runId = newRunId();
	const state = RunState.create(runId);
	const child = sleeper();
	state.recordProcess(child.pid as number);
	pretendControllerIs(state, gone);
	const exit = once(child, 'exit');
	expect(sweepProcesses()).toContain(runId);
	expect(await exit).toEqual([null, 'SIGKILL']);
	expect(existsSync(state.dataDirectory)).toBe(false);
});

it("does not end a process that only has the same id, nor trust one that has its controller's", async () => {
	const child = sleeper();
	const identity = identify(child.pid as number);
	expect(identity).toBeDefined();
	const runId = newRunId();
	const state = RunState.create(runId);
	state.recordProcess(child.pid as number);
	const file = `${state.dataDirectory}.json`;
	const record = JSON.parse(readFileSync(file, 'utf8'));
	const processes = [{ pid: child.pid, startedAt: '1' }];
	// The controller's id is this process's, but it started at another time.
	writeFileSync(file, JSON.stringify({ ...record, processes, controller: { pid: process.pid, startedAt: '1' } }));
	expect(sweepProcesses()).toContain(runId);
	expect(identity !== undefined && isAlive(identity)).toBe(true);
	child.kill('SIGKILL');
	await once(child, 'exit');
	expect(identity !== undefined && isAlive(identity)).toBe(false);
});

it('refuses a run id that is in use', () => {
	const runId = newRunId();
	const state = RunState.create(runId);
	expect(() => RunState.create(runId)).toThrow(`Expected a run id that is not in use, got ${runId}`);
	state.remove();
});
