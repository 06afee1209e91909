import type { Message } from '../../model/index.ts';
import { crash, hostExitCodes } from './exit.ts';
import { onLines } from './lines.ts';
import { parseMessage, type Transport } from './transport.ts';

/**
 * Maelstrom's transport: one message a line, in on stdin, out on stdout. The end of stdin means that the controller is
 * gone, and ends the host: no node outlives its run.
 */
export function stdioTransport(): Transport {
	return {
		async open(receive) {
			process.stdin.on('end', () => process.exit(0));
			process.stdout.on('error', () => process.exit(0));
			onLines(process.stdin, (line) => receive(parseOrCrash(line)));
		},
		send(message) {
			process.stdout.write(`${JSON.stringify(message)}\n`);
		},
	};
}

function parseOrCrash(line: string): Message {
	try {
		return parseMessage(line);
	} catch (error) {
		return crash(hostExitCodes.protocol, 'a line on stdin is not a message', error);
	}
}
