import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { UsageError } from '../../model/index.ts';
import { type Command, defineCommand, textWithDefault } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseCount } from '../parse.ts';

export const showReport: Command = defineCommand({
	usage: 'show-report [run]',
	description: 'Serve and open the report of a run, by default the newest',
	positionals: { run: { type: 'string', default: join('runs', 'latest'), describe: "A run's folder" } },
	options: {
		port: textWithDefault('0', 'On 127.0.0.1; 0: any free one'),
		open: { type: 'boolean', default: true, describe: 'Open a browser where there is one' },
	},
	async run(args, { output }) {
		const page = readReport(args.run);
		const server = await serve(page, parseCount('--port', args.port, 0));
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		output.line(`${url}  (Ctrl-C ends it)`);
		if (args.open && output.live) openBrowser(url);
		await untilInterrupted();
		server.closeAllConnections();
		server.close();
		return exitCodes.interrupted;
	},
});

function readReport(run: string): Buffer {
	const path = join(run, 'report.html');
	try {
		return readFileSync(path);
	} catch (error) {
		throw new UsageError(
			`Expected a report at ${path}: ${(error as Error).message}. \`faultline report ${run}\` writes it.`,
			{ cause: error },
		);
	}
}

/** On the loopback interface alone: a report may quote what a system under test holds. */
function serve(page: Buffer, port: number): Promise<Server> {
	const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
	const server = createServer((request, response) => {
		const found = request.url === '/';
		response.writeHead(found ? 200 : 404, found ? headers : {});
		response.end(found ? page : undefined);
	});
	return new Promise((resolve, reject) => {
		server.once('error', (error) => reject(new UsageError(`Cannot serve on port ${port}: ${error.message}`)));
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}

/** A convenience: the URL is printed anyway, so that a machine without a browser loses nothing. */
function openBrowser(url: string): void {
	const command = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
	if (command === 'xdg-open' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined) {
		return;
	}
	execa(command, [url], { stdio: 'ignore', detached: true, cleanup: false, reject: false }).unref();
}

function untilInterrupted(): Promise<void> {
	return new Promise((resolve) => {
		process.once('SIGINT', () => resolve());
		process.once('SIGTERM', () => resolve());
	});
}
