import type { MessageBody } from '../model/index.ts';
import { bandwidthQueueMs } from './conditions.ts';

const nanosPerSecond = 1e9;
const longestWait = bandwidthQueueMs * 1e6;

/** The sending end of a link that carries a limited number of bytes a second: messages go out one after the other. */
export class LinkQueue {
	/** When the last message has gone out, in nanoseconds. */
	#freeAt = 0;

	/** From now until the message has gone out, in whole nanoseconds; nothing when it would wait for too long, and is lost. */
	pass(now: number, bytes: number, bytesPerSecond: number): number | undefined {
		const wait = Math.max(0, this.#freeAt - now);
		if (wait > longestWait) return undefined;
		const passed = wait + Math.ceil((bytes * nanosPerSecond) / bytesPerSecond);
		this.#freeAt = now + passed;
		return passed;
	}
}

/** How long a message is on the wire: its body as JSON, by UTF-16 units, which for all but rare texts are bytes. */
export function byteLength(body: MessageBody): number {
	return JSON.stringify(body).length;
}
