#!/usr/bin/env node
/**
 * The helper of the `docker` runtime, which runs in containers beside the nodes and does what breaks them.
 *
 *     node agent.mjs [--seed N] [--proxy-port 7001 --node-port 7000]
 */
import { parseArgs } from 'node:util';
import { runAgent } from '../harness/runtimes/docker/agent/agent.ts';

const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '0' },
		'proxy-port': { type: 'string' },
		'node-port': { type: 'string', default: '7000' },
	},
});
const port = values['proxy-port'];
await runAgent({
	seed: values.seed,
	...(port !== undefined && { proxy: { port: Number(port), nodePort: Number(values['node-port']) } }),
});
