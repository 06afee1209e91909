import type { Message } from '../../model/index.ts';
import type { Patience } from './control.ts';

/** How a host's messages get in and out. Like a network, it may lose and delay them. */
export interface Transport {
	/** Begins to receive. Resolves when messages can arrive. */
	open(receive: (message: Message) => void): Promise<void>;
	send(message: Message): void;
	/** For one that gives up on silent links. */
	setPatience?(patience: Patience): void;
}

/** A message from its line. Throws with what was expected and what arrived. */
export function parseMessage(line: string): Message {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new Error(`Expected a message as one line of JSON, got ${excerpt(line)}`);
	}
	if (!isMessage(value)) {
		throw new Error(`Expected a message {"src", "dest", "body": {"type", …}}, got ${excerpt(line)}`);
	}
	return value;
}

function isMessage(value: unknown): value is Message {
	const message = value as Partial<Message> | null;
	return (
		typeof message === 'object' &&
		typeof message?.src === 'string' &&
		typeof message.dest === 'string' &&
		typeof message.body === 'object' &&
		typeof message.body?.type === 'string'
	);
}

function excerpt(line: string): string {
	return line.length <= 200 ? `\`${line}\`` : `\`${line.slice(0, 200)}…\` (${line.length} characters)`;
}
