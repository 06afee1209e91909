import { onLines } from '../../host/lines.ts';
import { createRandom } from '../../random.ts';
import { selfTest } from '../vdso/self-test.ts';
import { Clocks } from './clocks.ts';
import { workOnFiles } from './files.ts';
import { LinkProxy } from './link-proxy.ts';
import type { AgentReply, AgentRequest } from './protocol.ts';
import { runProgram } from './run-program.ts';

export interface AgentOptions {
	/** A string of decimal digits. */
	readonly seed: string;
	/** Where connections of peers arrive, and where they lead: absent where the kernel does all that is done to links. */
	readonly proxy?: { readonly port: number; readonly nodePort: number };
}

/**
 * Does in a container what the controller asks for. Ends when its stdin does: the controller is gone then, and with the
 * agent goes what it keeps open and has mounted.
 */
export async function runAgent({ seed, proxy: ports }: AgentOptions): Promise<void> {
	const proxy = ports && new LinkProxy({ ...ports, random: createRandom(seed, 'proxy') });
	const clocks = new Clocks();
	await proxy?.open();
	onLines(process.stdin, (line) => {
		const { id, ...request } = JSON.parse(line) as { readonly id: number } & AgentRequest;
		fulfil(request as AgentRequest, clocks, proxy).then(
			(output) => reply({ id, output }),
			(error: unknown) => reply({ id, error: (error as Error).message }),
		);
	});
	process.stdin.on('end', () => process.exit(0));
}

function reply(message: AgentReply): void {
	process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function fulfil(request: AgentRequest, clocks: Clocks, proxy: LinkProxy | undefined): Promise<string> {
	switch (request.kind) {
		case 'run':
			return runProgram(request.command, request.input);
		case 'links':
			if (proxy === undefined) throw new Error('Expected an agent with a proxy for links, got one without');
			proxy.setConditions(request.peers);
			return '';
		case 'clock':
			return String(await clocks.set(request.init, request.condition));
		case 'test-clock':
			await selfTest();
			return '';
		default:
			return workOnFiles(request);
	}
}
