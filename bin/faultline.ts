#!/usr/bin/env node
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../harness/cli/run-cli.ts';
import { registry } from '../registry.ts';

// Beside this file, in TypeScript in the checkout and in JavaScript once it is built.
const workerFile = fileURLToPath(new URL(`./campaign-worker${extname(import.meta.url)}`, import.meta.url));
process.exitCode = await runCli(process.argv.slice(2), registry, workerFile);
