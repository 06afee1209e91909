import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agentBundle } from '../../host/bundle.ts';
import { onLines } from '../../host/lines.ts';
import type { AgentReply, AgentRequest } from './protocol.ts';

let agent: ReturnType<typeof spawn>;
let ask: (request: AgentRequest) => Promise<AgentReply>;

beforeEach(async () => {
	const child = spawn(process.execPath, [await agentBundle()], { stdio: ['pipe', 'pipe', 'inherit'] });
	agent = child;
	const waiting = new Map<number, (reply: AgentReply) => void>();
	onLines(child.stdout, (line) => {
		const reply = JSON.parse(line) as AgentReply;
		waiting.get(reply.id)?.(reply);
	});
	let lastId = 0;
	ask = (request) =>
		new Promise((resolve) => {
			const id = ++lastId;
			waiting.set(id, resolve);
			child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
		});
});

afterEach(() => {
	agent.kill('SIGKILL');
});

it('runs programs, several at once, and answers each what it wrote', async () => {
	const slow = ask({ kind: 'run', command: ['sh', '-c', 'sleep 0.3; cat'], input: 'slow' });
	const quick = ask({ kind: 'run', command: ['sh', '-c', 'echo out; echo err >&2'] });
	expect(await quick).toMatchObject({ output: expect.stringMatching(/^(out\nerr|err\nout)\n$/) });
	expect(await slow).toEqual({ id: 1, output: 'slow' });
});

it('answers why a program failed, or is not there', async () => {
	expect(await ask({ kind: 'run', command: ['sh', '-c', 'echo no such luck >&2; exit 3'] })).toMatchObject({
		error: expect.stringMatching(/ended with 3: no such luck$/),
	});
	expect(await ask({ kind: 'run', command: ['/nonexistent'] })).toMatchObject({
		error: expect.stringContaining('ENOENT'),
	});
	expect(await ask({ kind: 'links', peers: [] })).toMatchObject({ error: expect.stringContaining('without') });
});

it('fills and shuts down nothing but the device it is told of', async () => {
	const directory = mkdtempSync(join(tmpdir(), 'faultline-test-'));
	const error = expect.stringContaining('Expected /dev/null to be mounted at');
	const device = '/dev/null';
	expect(await ask({ kind: 'fill', directory, device, file: join(directory, 'filler') })).toMatchObject({ error });
	expect(await ask({ kind: 'shut-down', directory, device })).toMatchObject({ error });
	expect(readdirSync(directory)).toEqual([]);
	rmSync(directory, { recursive: true });
});

it('ends with its stdin, and so does what it has kept open', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-test-'));
	expect(await ask({ kind: 'hold', path: join(folder, 'nothing') })).toMatchObject({
		error: expect.stringContaining('ENOENT'),
	});
	const exited = once(agent, 'exit');
	agent.stdin?.end();
	expect((await exited)[0]).toBe(0);
	rmSync(folder, { recursive: true });
});
