#!/usr/bin/env node
/**
 * One node of a system, in real time: what the `process` and `docker` runtimes start, and what runs under Maelstrom.
 *
 *     node dist/bin/node.js --system raft [--mutant NAME] [--module file:///…] [--seed N] [--data DIR] [--inspect]
 *                           [--transport stdio | --transport tcp --id n1 --port 7000 --peer n2=198.18.0.12:7000 …]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crash, hostExitCodes } from '../harness/runtimes/host/exit.ts';
import { runHost } from '../harness/runtimes/host/host.ts';
import { loadNode } from '../harness/runtimes/host/load-node.ts';
import type { Address } from '../harness/runtimes/host/outgoing-connection.ts';
import { stdioTransport } from '../harness/runtimes/host/stdio-transport.ts';
import { tcpTransport } from '../harness/runtimes/host/tcp-transport.ts';
import type { Transport } from '../harness/runtimes/host/transport.ts';
import { systems } from '../systems/index.ts';

try {
	const options = parse();
	// A Ctrl-C in the terminal reaches every process in it; nodes end when their controller says so.
	if (options.inspect) process.on('SIGINT', () => {});
	await runHost({
		createNode: await loadNode(options, systems),
		transport: transportOf(options),
		dataDirectory: options.data ?? temporaryDirectory(),
		seed: options.seed,
		reportsInspection: options.inspect,
	});
} catch (error) {
	crash(hostExitCodes.usage, 'could not start', error);
}

function parse() {
	const { values } = parseArgs({
		options: {
			system: { type: 'string' },
			mutant: { type: 'string' },
			module: { type: 'string' },
			transport: { type: 'string', default: 'stdio' },
			data: { type: 'string' },
			seed: { type: 'string', default: '0' },
			inspect: { type: 'boolean', default: false },
			id: { type: 'string' },
			port: { type: 'string', default: '7000' },
			peer: { type: 'string', multiple: true, default: [] },
		},
	});
	if (values.system === undefined) throw new Error('Expected `--system NAME`, got none');
	return { ...values, system: values.system };
}

function transportOf(options: ReturnType<typeof parse>): Transport {
	if (options.transport === 'stdio') return stdioTransport();
	if (options.transport !== 'tcp') {
		throw new Error(`Expected \`--transport\` to be stdio or tcp, got \`${options.transport}\``);
	}
	if (options.id === undefined) throw new Error('Expected `--id` with `--transport tcp`, got none');
	return tcpTransport({ id: options.id, port: Number(options.port), peers: new Map(options.peer.map(parsePeer)) });
}

function parsePeer(text: string): [string, Address] {
	const match = /^([^=]+)=(.+):(\d+)$/.exec(text);
	if (match === null) throw new Error(`Expected \`--peer\` to look like n2=198.18.0.12:7000, got \`${text}\``);
	const [, id, host, port] = match as unknown as [string, string, string, string];
	return [id, { host, port: Number(port) }];
}

/** Under Maelstrom, which gives no directory and never restarts a node. */
function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), 'faultline-node-'));
	process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
	return directory;
}
