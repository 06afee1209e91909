import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { UsageError } from '../../model/index.ts';
import { type Command, defineCommand, textWithDefault } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseCount } from '../parse.ts';

export const showReport: Command = defineCommand({
	usage: 'show-report [run]',
	description: 'Serve and open a report, by default that of the newest run',
	positionals: {
		run: {
			type: 'string',
			default: join('runs', 'latest'),
			describe: "The folder of a run, or a campaign's or a benchmark's --out",
		},
	},
	options: {
		port: textWithDefault('0', 'On 127.0.0.1; 0: any free one'),
		open: { type: 'boolean', default: true, describe: 'Open a browser where there is one' },
	},
	async run(args, { output }) {
		const page = pageIn(args.run);
		const server = await serve(args.run, page, parseCount('--port', args.port, 0));
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		output.line(`${url}  (Ctrl-C ends it)`);
		if (args.open && output.live) openBrowser(url);
		await untilInterrupted();
		server.closeAllConnections();
		server.close();
		return exitCodes.interrupted;
	},
});

/** Of a run, of a campaign, of a benchmark. */
const pages = ['report.html', 'index.html', 'scorecard.html'] as const;

/** The first of them that is there. */
function pageIn(folder: string): string {
	const page = pages.find((name) => existsSync(join(folder, name)));
	if (page !== undefined) return page;
	throw new UsageError(
		`Expected a report in ${folder}: there is no ${pages.join(', and no ')}. \`faultline report ${folder}\` writes that of a run.`,
	);
}

/** On the loopback interface alone: a report may quote what a system under test holds. */
function serve(folder: string, page: string, port: number): Promise<Server> {
	const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
	const server = createServer((request, response) => {
		const content = readPage(folder, page, request.url ?? '');
		response.writeHead(content === undefined ? 404 : 200, content === undefined ? {} : headers);
		response.end(content);
	});
	return new Promise((resolve, reject) => {
		server.once('error', (error) => reject(new UsageError(`Cannot serve on port ${port}: ${error.message}`)));
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}

/** The page itself, and the reports of the runs that it links to; nothing else of the folder. */
function readPage(folder: string, page: string, url: string): Buffer | undefined {
	const [path = ''] = url.split(/[?#]/, 1);
	const run = /^\/([^/]+)\/report\.html$/.exec(path)?.[1];
	if (path !== '/' && run === undefined) return undefined;
	try {
		const name = run === undefined ? undefined : basename(decodeURIComponent(run));
		return readFileSync(name === undefined ? join(folder, page) : join(folder, name, 'report.html'));
	} catch {
		// Gone since, or never there: the browser is told so.
		return undefined;
	}
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
