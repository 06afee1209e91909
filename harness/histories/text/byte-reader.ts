import type { ByteSource } from './byte-source.ts';
import { MalformedText, type Place } from './malformed-text.ts';

/** What `peek` gives at the end of the text. */
export const END = -1;

const NEWLINE = 0x0a;
/** Values within values, so deep: beyond it a text would overflow the stack instead of being refused. */
const depthMax = 500;

export interface ByteReaderOptions {
	/** How much of the text is there at once, at first. 64 KB if not given. */
	readonly windowBytes?: number;
	/** Where the text begins in what errors speak of. */
	readonly start?: Place;
}

/**
 * A window on a text in UTF-8 that comes piece by piece, and the place in it. What has been read is dropped, so that a text
 * of gigabytes costs no more memory than its longest token. Readers of formats extend it.
 */
export abstract class ByteReader {
	/** The window. Read it between `position` and `end`; both may move when `fill` is called. */
	protected bytes: Buffer;
	protected position = 0;
	protected end = 0;
	readonly #source: ByteSource;
	#isOver = false;
	/** Bytes of the text before the window. */
	#dropped = 0;
	#line = 1;
	/** Where the line begins, in bytes of the text. */
	#lineStart = 0;
	/** Bytes of the line until now that are no characters of their own. */
	#continuationBytes = 0;
	#depth = 0;

	constructor(source: ByteSource, { windowBytes = 1 << 16, start }: ByteReaderOptions = {}) {
		this.#source = source;
		this.bytes = Buffer.allocUnsafe(Math.max(4, windowBytes));
		if (start !== undefined) {
			this.#line = start.line;
			this.#lineStart = 1 - start.column;
		}
		this.#skipByteOrderMark();
	}

	/** The line of what comes next, from 1. */
	get line(): number {
		return this.#line;
	}

	/** The column of what comes next, from 1, in characters. */
	get column(): number {
		return this.#dropped + this.position - this.#lineStart - this.#continuationBytes + 1;
	}

	/** The next byte, which stays where it is, or `END`. */
	protected peekByte(): number {
		return this.position < this.end || this.fill() ? (this.bytes[this.position] as number) : END;
	}

	/** The byte so many behind the next one, or `END`. */
	protected byteAt(offset: number): number {
		const at = this.position + offset;
		return at < this.end ? (this.bytes[at] as number) : this.#byteBeyond(offset);
	}

	#byteBeyond(offset: number): number {
		while (this.position + offset >= this.end) if (!this.fill()) return END;
		return this.bytes[this.position + offset] as number;
	}

	/** Gets more bytes behind the window, keeping all from `position` on. False at the end of the text. */
	protected fill(): boolean {
		if (this.#isOver) return false;
		const kept = this.end - this.position;
		if (kept === this.bytes.length) this.bytes = Buffer.concat([this.bytes], 2 * this.bytes.length);
		else this.bytes.copyWithin(0, this.position, this.end);
		this.#dropped += this.position;
		this.position = 0;
		const count = this.#source.read(this.bytes, kept);
		this.end = kept + count;
		this.#isOver = count === 0;
		return count > 0;
	}

	/** Goes behind the next byte, which ends a line. */
	protected endLine(): void {
		this.position++;
		this.#line++;
		this.#lineStart = this.#dropped + this.position;
		this.#continuationBytes = 0;
	}

	/** Takes the next bytes as text. Throws where they are not UTF-8. Lines that end within are counted. */
	protected takeText(byteCount: number): string {
		const start = this.position;
		const end = start + byteCount;
		if (isPlain(this.bytes, start, end)) {
			this.position = end;
			return this.bytes.toString('latin1', start, end);
		}
		const text = this.#decode(this.bytes.subarray(start, end));
		this.#pass(end);
		return text;
	}

	/** Goes behind bytes of any kind, minding where lines end. */
	#pass(end: number): void {
		while (this.position < end) {
			const byte = this.bytes[this.position] as number;
			if (byte === NEWLINE) this.endLine();
			else {
				if ((byte & 0xc0) === 0x80) this.#continuationBytes++;
				this.position++;
			}
		}
	}

	#decode(bytes: Uint8Array): string {
		try {
			return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		} catch {
			throw this.malformed('text in UTF-8', Buffer.from(bytes.subarray(0, 60)).toString('latin1'));
		}
	}

	/** Reads something that has further values within it. */
	protected nested<Value>(read: () => Value): Value {
		if (this.#depth === depthMax) throw this.malformed(`at most ${depthMax} values within each other`, this.rest());
		this.#depth++;
		const value = read();
		this.#depth--;
		return value;
	}

	/** That something else should stand where the reader is. */
	malformed(expected: string, found: string = this.rest()): MalformedText {
		return new MalformedText(this, expected, found);
	}

	/** Where the reader is, for an error that comes out only later. */
	get place(): Place {
		return { line: this.line, column: this.column };
	}

	/** What stands here, for errors: up to the end of the line. */
	protected rest(): string {
		if (this.peekByte() === END) return 'the end of the text';
		this.byteAt(200);
		const rest = this.bytes.subarray(this.position, Math.min(this.end, this.position + 200));
		const text = new TextDecoder().decode(rest).split('\n', 1)[0] as string;
		return text === '' ? 'the end of the line' : text;
	}

	#skipByteOrderMark(): void {
		while (this.end < 3 && this.fill());
		if (this.bytes[0] !== 0xef || this.bytes[1] !== 0xbb || this.bytes[2] !== 0xbf || this.end < 3) return;
		this.position = 3;
		this.#lineStart += 3;
	}
}

/** Whether all of it is ASCII, in one line. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
	for (let i = start; i < end; i++) {
		const byte = bytes[i] as number;
		if (byte >= 0x80 || byte === NEWLINE) return false;
	}
	return true;
}
