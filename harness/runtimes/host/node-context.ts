import type { Message, MessageBody, NodeContext, NodeId, Storage } from '../../model/index.ts';
import type { NodeClock } from '../node-clock.ts';
import { createRandom } from '../random.ts';
import { logLine } from './exit.ts';

export interface NodeContextOptions {
	readonly id: NodeId;
	readonly peers: readonly NodeId[];
	readonly seed: string;
	/** How often this node has started, this time included. */
	readonly starts: number;
	readonly storage: Storage;
	readonly clock: NodeClock;
	readonly send: (message: Message) => void;
	readonly runEvent: (event: () => void) => void;
}

/** The world as a node program sees it, in real time. */
export function createNodeContext(options: NodeContextOptions): NodeContext {
	const timers = new Map<string, NodeJS.Timeout>();
	const send = (dest: string, body: MessageBody): void => options.send({ src: options.id, dest, body });
	const cancelTimer = (name: string): void => {
		clearTimeout(timers.get(name));
		timers.delete(name);
	};
	return {
		id: options.id,
		peers: options.peers,
		random: createRandom(options.seed, `node:${options.id}:${options.starts}`),
		storage: options.storage,
		send,
		reply(request, body) {
			const { msg_id } = request.body;
			send(request.src, msg_id === undefined ? body : { ...body, in_reply_to: msg_id });
		},
		setTimer(name, delayMs, then) {
			cancelTimer(name);
			const timer = setTimeout(() => {
				timers.delete(name);
				options.runEvent(then);
			}, options.clock.trueNanos(delayMs) / 1e6);
			timers.set(name, timer);
		},
		cancelTimer,
		now: () => options.clock.read(Date.now() * 1e6),
		log: (line) => logLine(`${new Date().toISOString()} ${line}`),
	};
}
