import { connect, type Socket } from 'node:net';
import { onLines } from './lines.ts';

export interface Address {
	readonly host: string;
	readonly port: number;
}

/** How often a connection shows that it is alive, and how soon a broken one is tried again. */
export const pingIntervalMs = 100;
/** A connection over which nothing came back for this long is taken for cut. */
const silenceMsMax = 500;
const connectTimeoutMs = 300;
const queuedMessagesMax = 64;
/** More than this waiting in one socket means that the peer does not read: what is sent then is lost. */
const bufferedBytesMax = 4 * 1024 * 1024;
/** A tick that is this late means that this process was stopped or starved, and that silence proves nothing. */
const lateTickMs = 250;

/**
 * The messages from this node to one peer, on a TCP connection of their own that carries messages in this direction alone:
 * so that cutting one direction of a link leaves the other whole, acknowledgements included.
 *
 * TCP alone would take many seconds to notice that a cut has healed, for it doubles its time-out with every retransmission.
 * So both ends show signs of life, a silent connection is thrown away, and a new one is tried ten times a second. What was
 * under way on the old one is lost, as messages in a network may be.
 */
export class OutgoingConnection {
	readonly #address: Address;
	readonly #hello: string;
	#socket: Socket | undefined;
	#connected = false;
	/** When the other end was last heard, or dialling began. */
	#lastSignAt = 0;
	#lastTickAt = performance.now();
	#patienceMs = 0;
	/** Until then what was delayed before may still be on its way. */
	#lastPatience = { ms: 0, until: 0 };
	#queue: string[] = [];

	constructor(address: Address, name: string) {
		this.#address = address;
		this.#hello = `hello ${name}\n`;
	}

	send(line: string): void {
		if (this.#connected && this.#socket !== undefined) {
			if (this.#socket.writableLength < bufferedBytesMax) this.#socket.write(line);
			return;
		}
		this.#queue.push(line);
		if (this.#queue.length > queuedMessagesMax) this.#queue.shift();
		if (this.#socket === undefined) this.#dial();
	}

	/** A link on which everything takes so much longer may be silent for so much longer. */
	setPatience(ms: number): void {
		const now = performance.now();
		this.#lastPatience = { ms: this.#patience(now), until: now + this.#patience(now) };
		this.#patienceMs = ms;
	}

	/** To be called every `pingIntervalMs`. */
	tick(now: number): void {
		const late = now - this.#lastTickAt > lateTickMs;
		this.#lastTickAt = now;
		if (this.#socket === undefined) {
			if (this.#queue.length > 0) this.#dial();
			return;
		}
		if (late) this.#lastSignAt = now;
		const silence = now - this.#lastSignAt;
		if (silence > (this.#connected ? silenceMsMax : connectTimeoutMs) + this.#patience(now)) this.#abandon();
		else if (this.#connected) this.#socket.write('ping\n');
	}

	#patience(now: number): number {
		const { ms, until } = this.#lastPatience;
		return now < until ? Math.max(ms, this.#patienceMs) : this.#patienceMs;
	}

	#dial(): void {
		const socket = connect({ ...this.#address, noDelay: true });
		this.#socket = socket;
		this.#lastSignAt = performance.now();
		socket.on('connect', () => this.#established(socket));
		socket.on('error', () => {});
		socket.on('close', () => {
			if (this.#socket === socket) this.#forget();
		});
		onLines(socket, () => {
			this.#lastSignAt = performance.now();
		});
	}

	#established(socket: Socket): void {
		if (this.#socket !== socket) return;
		this.#connected = true;
		this.#lastSignAt = performance.now();
		socket.write(this.#hello + this.#queue.join(''));
		this.#queue = [];
	}

	/** Resets instead of closing: the kernel shall not go on to deliver what was sent before. */
	#abandon(): void {
		const socket = this.#socket;
		const wasConnected = this.#connected;
		this.#forget();
		if (wasConnected) socket?.resetAndDestroy();
		else socket?.destroy();
	}

	#forget(): void {
		this.#socket = undefined;
		this.#connected = false;
	}
}
