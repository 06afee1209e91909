import type { JsonValue } from '../../model/index.ts';
import { ByteReader } from './byte-reader.ts';
import type { ByteSource } from './byte-source.ts';
import { exactDigits, isDigit } from './digits.ts';
import { addField, type Fields } from './fields.ts';
import { MalformedText, type Place } from './malformed-text.ts';
import { hashWith, TextCache } from './token-cache.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d] as const;
const [TAB, NEWLINE, RETURN, SPACE] = [0x09, 0x0a, 0x0d, 0x20] as const;
/** Shared by all readers. */
const strings = new TextCache();

const strictNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const wholeNumber = /^-?\d+$/;

/**
 * A strict reader of JSON (RFC 8259), value after value. Stricter in one thing: an object names no field twice.
 *
 * A whole number that a double cannot hold exactly comes as a string of its digits, so that equal ones stay equal and
 * different ones different.
 */
export class JsonReader extends ByteReader {
	readonly #isOneLine: boolean;
	#valueLine = 1;
	#valueColumn = 1;

	/** @param isOneLine whether a value must not go on in the next line, as in JSON Lines */
	constructor(source: ByteSource, { isOneLine = false }: { readonly isOneLine?: boolean } = {}) {
		super(source);
		this.#isOneLine = isOneLine;
	}

	/** The next byte behind white space, or `END`. With one value a line, the end of a line is no white space. */
	peek(): number {
		for (;;) {
			const byte = this.peekByte();
			if (byte === SPACE || byte === RETURN || byte === TAB) this.position++;
			else if (byte === NEWLINE && !this.#isOneLine) this.endLine();
			else return byte;
		}
	}

	/** Takes this byte behind white space, if it is the next one. */
	take(byte: number): boolean {
		if (this.peek() !== byte) return false;
		if (byte === NEWLINE) this.endLine();
		else this.position++;
		return true;
	}

	/** The next value. Throws a `MalformedText` when there is none. */
	read(): JsonValue {
		const byte = this.peek();
		switch (byte) {
			case QUOTE:
				return this.#readString();
			case OPEN_OBJECT:
				return this.nested(() => this.#readObject());
			case OPEN_LIST:
				return this.nested(() => this.#readList());
			case 0x74:
				return this.#readWord('true', true);
			case 0x66:
				return this.#readWord('false', false);
			case 0x6e:
				return this.#readWord('null', null);
			default:
				if (byte === MINUS || isDigit(byte)) return this.#readNumber();
				throw this.malformed('a JSON value');
		}
	}

	/** Where the value stands that `readFields` hands over. */
	get valuePlace(): Place {
		return { line: this.#valueLine, column: this.#valueColumn };
	}

	/** Hands over the fields of an object one by one, before they are all there. It may name a field twice. */
	readFields(visit: (name: string, value: JsonValue) => void): void {
		if (!this.take(OPEN_OBJECT)) throw this.malformed('a JSON object');
		if (this.take(CLOSE_OBJECT)) return;
		do {
			const name = this.#readName();
			this.peek();
			const { line, column } = this;
			const value = this.read();
			this.#valueLine = line;
			this.#valueColumn = column;
			visit(name, value);
		} while (this.take(COMMA));
		if (!this.take(CLOSE_OBJECT)) throw this.malformed('a `,` or the `}` of an object');
	}

	#readObject(): JsonValue {
		const fields: Fields = {};
		this.readFields((name, value) => {
			if (!addField(fields, name, value)) throw this.malformed(`an object that names \`${name}\` once`);
		});
		return fields;
	}

	#readName(): string {
		if (this.peek() !== QUOTE) throw this.malformed('the name of a field in quotes');
		const name = this.#readString();
		if (!this.take(COLON)) throw this.malformed(`a \`:\` behind the name \`${name}\``);
		return name;
	}

	#readList(): JsonValue[] {
		this.take(OPEN_LIST);
		const items: JsonValue[] = [];
		if (this.take(CLOSE_LIST)) return items;
		do items.push(this.read());
		while (this.take(COMMA));
		if (!this.take(CLOSE_LIST)) throw this.malformed('a `,` or the `]` of a list');
		return items;
	}

	/** A string without escapes and of ASCII alone: as it stands, and those that come again without a new text. */
	#readString(): string {
		let length = 1;
		let hash = 0;
		for (;;) {
			if (this.position + length === this.end && !this.fill()) throw this.malformed('a string that ends');
			const byte = this.bytes[this.position + length] as number;
			if (byte === QUOTE) break;
			if (byte === BACKSLASH || byte >= 0x80 || byte < SPACE) return this.#readOddString(length);
			hash = hashWith(hash, byte);
			length++;
		}
		const start = this.position + 1;
		const end = this.position + length;
		this.position = end + 1;
		return strings.text(this.bytes, start, end, hash);
	}

	#readOddString(plainBytes: number): string {
		let length = plainBytes;
		for (;;) {
			if (this.position + length >= this.end) {
				if (!this.fill()) throw this.malformed('a string that ends');
				continue;
			}
			const byte = this.bytes[this.position + length] as number;
			if (byte === QUOTE) break;
			if (byte < SPACE) throw this.malformed('a string that ends in its line, and has no control characters');
			length += byte === BACKSLASH ? 2 : 1;
		}
		const { place } = this;
		const literal = this.takeText(length + 1);
		try {
			return JSON.parse(literal) as string;
		} catch {
			throw new MalformedText(place, 'a string with the escapes of JSON', literal);
		}
	}

	#readNumber(): number | string {
		const isNegative = this.bytes[this.position] === MINUS;
		let length = isNegative ? 1 : 0;
		const first = this.byteAt(length);
		let number = 0;
		for (let byte = first; isDigit(byte); byte = this.byteAt(++length)) number = number * 10 + byte - ZERO;
		const digits = isNegative ? length - 1 : length;
		const next = this.byteAt(length);
		const isPlain = digits > 0 && digits <= exactDigits && (first !== ZERO || digits === 1);
		if (!isPlain || next === POINT || (next | 0x20) === 0x65) return this.#readOddNumber();
		this.position += length;
		return isNegative && number !== 0 ? -number : number;
	}

	/** A number that is large, not whole, or none. */
	#readOddNumber(): number | string {
		const { place } = this;
		const text = this.#takeWord();
		if (!strictNumber.test(text)) throw new MalformedText(place, 'a number', text);
		const number = Number(text);
		if (wholeNumber.test(text) && !Number.isSafeInteger(number)) return text;
		if (Number.isFinite(number)) return number + 0;
		throw new MalformedText(place, 'a number that a double can hold', text);
	}

	#readWord<Value>(word: string, value: Value): Value {
		const { place } = this;
		const text = this.#takeWord();
		if (text !== word) throw new MalformedText(place, 'a JSON value', text);
		return value;
	}

	/** Letters, digits and what belongs to numbers. */
	#takeWord(): string {
		let length = 0;
		while (isOfWord(this.byteAt(length))) length++;
		return this.takeText(length);
	}
}

function isOfWord(byte: number): boolean {
	const letter = byte | 0x20;
	return (letter >= 0x61 && letter <= 0x7a) || isDigit(byte) || byte === MINUS || byte === POINT || byte === 0x2b;
}
