import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { moduleBundle, nodeHostBundle } from './bundle.ts';
import { hostExitCodes } from './exit.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-host-'));
let command: string[];

beforeAll(async () => {
	const module = await moduleBundle(new URL('../fixtures/echo-system.ts', import.meta.url).href);
	command = [await nodeHostBundle(), '--system=echo', `--module=file://${module}`];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const init = { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1', 'n2'] };

/** Runs a host over these messages until it ends, at the latest when stdin does, a little later. */
async function converse(bodies: readonly object[], options: readonly string[] = []) {
	const lines = bodies.map((body) =>
		typeof body === 'string' ? body : JSON.stringify({ src: 'c1', dest: 'n1', body }),
	);
	const host = execa(process.execPath, [...command, ...options], { reject: false, env: { NODE_OPTIONS: '' } });
	host.stdin.on('error', () => {});
	host.stdin.write(`${lines.join('\n')}\n`);
	setTimeout(() => host.stdin.end(), 1_000);
	const { stdout, stderr, exitCode } = await host;
	return { replies: stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line)), stderr, exitCode };
}

it('speaks the Maelstrom protocol and nothing else, and ends with its stdin', async () => {
	const { replies, exitCode } = await converse([init, { type: 'echo', msg_id: 2, value: 7 }]);
	expect(replies).toEqual([
		{ src: 'n1', dest: 'c1', body: { type: 'init_ok', in_reply_to: 1 } },
		{ src: 'n1', dest: 'c1', body: { type: 'echo_ok', in_reply_to: 2, value: 7, started: true, peers: ['n2'] } },
	]);
	expect(exitCode).toBe(0);
});

it('tells the controller what the node says of itself, when it is asked to', async () => {
	const { replies } = await converse([init, { type: 'become', msg_id: 2, role: 'leader' }], ['--inspect']);
	const inspections = replies.filter(({ dest }) => dest === 'controller').map(({ body }) => body.inspection);
	expect(inspections).toEqual([{ role: 'follower' }, { role: 'leader' }]);
});

it('ends with a code and the stack when the program throws', async () => {
	const { exitCode, stderr } = await converse([init, { type: 'fail', msg_id: 2 }]);
	expect(exitCode).toBe(hostExitCodes.programFailed);
	expect(stderr).toMatch(/the node program threw: Error: asked to fail\n\s+at /);
});

it('ends with a code when the disk fails, and does not answer', async () => {
	const data = join(folder, 'full');
	await execa('mkdir', [data]);
	// A directory stands where the file would be written: even root cannot.
	await execa('mkdir', [join(data, 'counter.records')]);
	const { exitCode, stderr, replies } = await converse(
		[init, { type: 'add', msg_id: 2, sync: true }],
		[`--data=${data}`],
	);
	expect(exitCode).toBe(hostExitCodes.diskFailed);
	expect(stderr).toContain('the disk failed');
	expect(replies.map(({ body }) => body.type)).not.toContain('add_ok');
});

it('ends with a code, and echoes it, when a line is no message', async () => {
	const { exitCode, stderr } = await converse(['{"src":"c1"' as unknown as object]);
	expect(exitCode).toBe(hostExitCodes.protocol);
	expect(stderr).toContain('Expected a message as one line of JSON, got `{"src":"c1"`');
});

it('names what there is when a system or a mutant is not', async () => {
	const { exitCode, stderr } = await converse([], ['--mutant=nonsense']);
	expect(exitCode).toBe(hostExitCodes.usage);
	expect(stderr).toContain('Expected a mutant of echo (never-ready, hangs), got `nonsense`');
});

it('keeps what was synced over a restart, with another random stream', async () => {
	const data = [`--data=${join(folder, 'restart')}`];
	const draw = { type: 'draw', msg_id: 3 };
	const first = await converse([init, { type: 'add', msg_id: 2, sync: true }, draw], data);
	const second = await converse([init, { type: 'read', msg_id: 2 }, draw], data);
	expect(second.replies[1].body).toMatchObject({ type: 'read_ok', value: 1 });
	const drawn = ({ replies }: { replies: { body: { type: string; value: number } }[] }): number | undefined =>
		replies.find(({ body }) => body.type === 'draw_ok')?.body.value;
	expect(drawn(first)).toEqual(expect.any(Number));
	expect(drawn(second)).not.toBe(drawn(first));
});
