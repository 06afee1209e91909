import type { Socket } from 'node:net';
import type { Random } from '../../../model/index.ts';
import type { LinkCondition } from '../../conditions.ts';
import { drawMs } from '../../distribution.ts';

/** More than this waiting in one connection holds back its sender, as a full buffer on the way would. */
const waitingBytesMax = 4 * 1024 * 1024;

const newline = 0x0a;
/** How a message begins; other lines are greetings and signs of life, which no link has to do with. */
const brace = 0x7b;

export interface WireOptions {
	readonly from: Socket;
	readonly to: Socket;
	/** As it is now. */
	readonly conditionOf: () => LinkCondition;
	readonly random: Random;
}

/**
 * What one connection carries from a peer to the node, as lines. It is a stream, so a line that is delayed holds back all that
 * comes after it, as a late packet does in TCP. What TCP would repair is done to whole messages: they are doubled, or taken out of
 * the stream and put in again later.
 */
export class Wire {
	readonly #options: WireOptions;
	/** The beginning of a line whose end has not come. */
	#rest: Buffer = Buffer.alloc(0);
	/** What is not due yet, in order. Null stands for the end of the stream. */
	readonly #waiting: { readonly bytes: Buffer | null; readonly dueMs: number }[] = [];
	readonly #held = new Set<NodeJS.Timeout>();
	/** The peer has ended the stream, and nothing that waits in it is left. */
	#ended = false;
	#waitingBytes = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: WireOptions) {
		this.#options = options;
		options.to.on('close', () => {
			for (const timer of [this.#timer, ...this.#held]) clearTimeout(timer);
		});
	}

	push(chunk: Buffer): void {
		const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		const end = bytes.lastIndexOf(newline) + 1;
		this.#rest = bytes.subarray(end);
		if (end > 0) this.#carry(bytes.subarray(0, end));
	}

	end(): void {
		if (this.#rest.length > 0) this.#queue(this.#rest, 0);
		this.#queue(null, 0);
	}

	#carry(lines: Buffer): void {
		const { conditionOf, random } = this.#options;
		const condition = conditionOf();
		const delayMs = condition.delays.reduce((sum, delay) => sum + drawMs(delay, random), 0);
		const { duplicateProbability, reorderProbability, reorderHoldMs } = condition;
		if (duplicateProbability === 0 && reorderProbability === 0) {
			this.#queue(lines, delayMs);
			return;
		}
		const passing: Buffer[] = [];
		for (const line of eachLine(lines)) {
			for (const copy of this.#copiesOf(line, duplicateProbability)) {
				if (isMessage(copy) && random.chance(reorderProbability)) this.#hold(copy, delayMs + reorderHoldMs);
				else passing.push(copy);
			}
		}
		if (passing.length > 0) this.#queue(Buffer.concat(passing), delayMs);
	}

	#copiesOf(line: Buffer, probability: number): readonly Buffer[] {
		return isMessage(line) && this.#options.random.chance(probability) ? [line, line] : [line];
	}

	#hold(message: Buffer, ms: number): void {
		this.#count(message.length);
		const timer = setTimeout(() => {
			this.#held.delete(timer);
			this.#count(-message.length);
			this.#pass(message);
			this.#passEnd();
		}, ms);
		this.#held.add(timer);
	}

	#queue(bytes: Buffer | null, delayMs: number): void {
		const behind = this.#waiting.at(-1);
		if (behind === undefined && delayMs === 0) {
			this.#pass(bytes);
			return;
		}
		this.#waiting.push({ bytes, dueMs: Math.max(performance.now() + delayMs, behind?.dueMs ?? 0) });
		this.#count(bytes?.length ?? 0);
		if (behind === undefined) this.#wait();
	}

	#wait(): void {
		const next = this.#waiting[0];
		if (next === undefined) return;
		this.#timer = setTimeout(() => this.#passDue(), Math.max(0, next.dueMs - performance.now()));
	}

	#passDue(): void {
		const now = performance.now();
		for (let next = this.#waiting[0]; next !== undefined && next.dueMs <= now; next = this.#waiting[0]) {
			this.#waiting.shift();
			this.#count(-(next.bytes?.length ?? 0));
			this.#pass(next.bytes);
		}
		this.#wait();
	}

	#count(bytes: number): void {
		this.#waitingBytes += bytes;
		if (this.#waitingBytes > waitingBytesMax) this.#options.from.pause();
		else if (bytes < 0) this.#options.from.resume();
	}

	#pass(bytes: Buffer | null): void {
		const { to, conditionOf } = this.#options;
		if (bytes === null) {
			this.#ended = true;
			this.#passEnd();
		}
		// A cut breaks the wire: what is still on it does not arrive.
		else if (to.writable && !conditionOf().cut) to.write(bytes);
	}

	/** Only behind the last message that is held: timers of a busy process do not fire in the order of what they are due for. */
	#passEnd(): void {
		if (this.#ended && this.#held.size === 0) this.#options.to.end();
	}
}

function isMessage(line: Buffer): boolean {
	return line[0] === brace;
}

/** Each with its newline. */
function* eachLine(lines: Buffer): Generator<Buffer> {
	for (let start = 0; start < lines.length; ) {
		const end = lines.indexOf(newline, start) + 1;
		yield lines.subarray(start, end);
		start = end;
	}
}
