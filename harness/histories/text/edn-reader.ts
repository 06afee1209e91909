import type { JsonValue } from '../../model/index.ts';
import { ByteReader, END } from './byte-reader.ts';
import { exactDigits, isDigit } from './digits.ts';
import { atomOf, characterOf, specialNumbers, unescaped } from './edn-atoms.ts';
import { addField, type Fields } from './fields.ts';
import { MalformedText, type Place } from './malformed-text.ts';
import { cachedBytesMax, hashWith, internalized, TextCache, TokenCache } from './token-cache.ts';

const [TAB, NEWLINE, RETURN, SPACE, COMMA] = [0x09, 0x0a, 0x0d, 0x20, 0x2c] as const;
const [QUOTE, HASH, SEMICOLON, BACKSLASH, UNDERSCORE] = [0x22, 0x23, 0x3b, 0x5c, 0x5f] as const;
const [OPEN_LIST, CLOSE_LIST, OPEN_VECTOR, CLOSE_VECTOR] = [0x28, 0x29, 0x5b, 0x5d] as const;
const [OPEN_MAP, CLOSE_MAP, PLUS, MINUS, ZERO] = [0x7b, 0x7d, 0x2b, 0x2d, 0x30] as const;

/** By byte: whether it ends a token. */
const isDelimiter = new Uint8Array(256);
for (const character of '()[]{}";\\ ,\t\n\r\f') isDelimiter[character.charCodeAt(0)] = 1;

/** Shared by all readers: what a token means depends on nothing else. */
const atoms = new TokenCache<JsonValue>();
const tags = new TokenCache<string>();
const strings = new TextCache();

/**
 * A strict reader of EDN, value after value (github.com/edn-format/edn). Values come as JSON: keywords and symbols as their
 * names, lists and vectors as arrays, sets as arrays in order of their JSON, maps as objects, characters as texts.
 *
 * Numbers that a double cannot hold exactly (big integers and decimals, ratios, `##Inf`, `##NaN`) come as texts of what is
 * written, so that equal ones stay equal and different ones different. A tagged value comes as `{"#tag": value}`.
 *
 * Of what Clojure reads beyond EDN, ratios and hexadecimal numbers are read, since Clojure prints them (`#object[Lock 0x1f
 * "…"]`); metadata, `::keywords` and other bases are refused.
 */
export class EdnReader extends ByteReader {
	#valueLine = 1;
	#valueColumn = 1;

	/** The byte of what comes next, or `END`. White space, comments and discarded values are skipped. */
	peek(): number {
		for (;;) {
			const byte = this.peekByte();
			if (byte === SPACE || byte === COMMA || byte === RETURN || byte === TAB) this.position++;
			else if (byte === NEWLINE) this.endLine();
			else if (byte === SEMICOLON) this.#skipComment();
			else if (byte === HASH && this.byteAt(1) === UNDERSCORE) this.#discard();
			else return byte;
		}
	}

	/** Takes this byte, if it is what comes next. */
	take(byte: number): boolean {
		if (this.peek() !== byte) return false;
		this.position++;
		return true;
	}

	/** The next value. Throws a `MalformedText` when there is none. */
	read(): JsonValue {
		const byte = this.peek();
		switch (byte) {
			case OPEN_VECTOR:
				return this.nested(() => this.#readUntil(CLOSE_VECTOR));
			case OPEN_LIST:
				return this.nested(() => this.#readUntil(CLOSE_LIST));
			case OPEN_MAP:
				return this.nested(() => this.#readMap());
			case QUOTE:
				return this.#readString();
			case BACKSLASH:
				return this.#readCharacter();
			case HASH:
				return this.nested(() => this.#readDispatch());
			case CLOSE_LIST:
			case CLOSE_VECTOR:
			case CLOSE_MAP:
			case END:
				throw this.malformed('a value');
			default:
				return this.#readAtom(byte);
		}
	}

	/** The tag of what comes next, such as `jepsen.history.Op`; nothing where there is none. */
	takeTag(): string | undefined {
		if (this.peek() !== HASH || isDelimiter[this.byteAt(1)] === 1 || this.byteAt(1) === HASH) return undefined;
		return this.#takeMeaning(tags, tagOf);
	}

	/** Where the value stands that `readFields` hands over. */
	get valuePlace(): Place {
		return { line: this.#valueLine, column: this.#valueColumn };
	}

	/** Hands over the entries of a map one by one, before they are all there. It may have a key twice. */
	readFields(visit: (name: string, value: JsonValue) => void): void {
		if (this.peek() !== OPEN_MAP) throw this.malformed('a map');
		const openedAt = this.line;
		this.position++;
		for (;;) {
			const next = this.peek();
			if (next === CLOSE_MAP) break;
			if (next === END) throw this.#unclosed('}', openedAt);
			const key = this.read();
			if (this.peek() === END) throw this.#unclosed('}', openedAt);
			if (this.peek() === CLOSE_MAP) throw this.malformed('a map with a value for each key', JSON.stringify(key));
			const { line, column } = this;
			const value = this.read();
			this.#valueLine = line;
			this.#valueColumn = column;
			visit(typeof key === 'string' ? key : JSON.stringify(key), value);
		}
		this.position++;
	}

	#readMap(): JsonValue {
		const fields: Fields = {};
		this.readFields((name, value) => {
			if (addField(fields, name, value)) return;
			throw new MalformedText(this.valuePlace, 'a map with different keys', `${name} twice`);
		});
		return fields;
	}

	#readUntil(closing: number): JsonValue[] {
		const openedAt = this.line;
		this.position++;
		const items: JsonValue[] = [];
		for (;;) {
			const next = this.peek();
			if (next === closing) break;
			if (next === END) throw this.#unclosed(String.fromCharCode(closing), openedAt);
			items.push(this.read());
		}
		this.position++;
		return items;
	}

	#unclosed(closing: string, openedAt: number): MalformedText {
		return this.malformed(`a ${closing} for what was opened in line ${openedAt}`);
	}

	#readDispatch(): JsonValue {
		const { place } = this;
		const second = this.byteAt(1);
		if (second === OPEN_MAP) return this.#readSet(place);
		if (second === HASH) {
			const token = this.#takeToken();
			if (specialNumbers.includes(token)) return token;
			throw new MalformedText(place, specialNumbers.join(', '), token);
		}
		const tag = this.takeTag();
		if (tag === undefined) throw this.malformed('a set, a tag or a discarded value after #');
		if (this.peek() === END) throw this.malformed(`a value for the tag #${tag}`);
		return { [`#${tag}`]: this.read() };
	}

	#readSet(place: Place): JsonValue[] {
		this.position++;
		const items = this.#readUntil(CLOSE_MAP);
		const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
		if (byText.size < items.length) throw new MalformedText(place, 'a set of different values', 'one twice');
		return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
	}

	/** A string without escapes, in one line and of ASCII alone: as it stands, and those that come again as they were. */
	#readString(): string {
		let length = 1;
		let hash = 0;
		for (;;) {
			if (this.position + length === this.end && !this.fill()) throw this.#unclosed('"', this.line);
			const byte = this.bytes[this.position + length] as number;
			if (byte === QUOTE) break;
			if (byte === BACKSLASH || byte >= 0x80 || byte === NEWLINE) return this.#readOddString(length);
			hash = hashWith(hash, byte);
			length++;
		}
		const start = this.position + 1;
		const end = this.position + length;
		this.position = end + 1;
		return strings.text(this.bytes, start, end, hash);
	}

	#readOddString(plainBytes: number): string {
		const { place } = this;
		let length = plainBytes;
		for (;;) {
			if (this.position + length >= this.end) {
				if (!this.fill()) throw this.#unclosed('"', place.line);
				continue;
			}
			const byte = this.bytes[this.position + length] as number;
			if (byte === QUOTE) break;
			length += byte === BACKSLASH ? 2 : 1;
		}
		return unescaped(this.takeText(length + 1).slice(1, -1), place);
	}

	#readCharacter(): string {
		const { place } = this;
		// What follows the backslash belongs to the character, be it a delimiter or not.
		let length = 2;
		while (isDelimiter[this.byteAt(length)] === 0) length++;
		if (this.byteAt(1) === END) throw this.malformed('a character after \\');
		return characterOf(this.takeText(length).slice(1), place);
	}

	#readAtom(first: number): JsonValue {
		if (isDigit(first) || ((first === MINUS || first === PLUS) && isDigit(this.byteAt(1))))
			return this.#readNumber(first);
		return this.#takeMeaning(atoms, sharedAtomOf);
	}

	/** What the next token means; of one that came before, without making a text of it. */
	#takeMeaning<Meaning>(cache: TokenCache<Meaning>, meaningOf: (token: string, place: Place) => Meaning): Meaning {
		const { bytes, position, end } = this;
		let hash = 0;
		let i = position;
		while (i < end && isDelimiter[bytes[i] as number] === 0) hash = hashWith(hash, bytes[i++] as number);
		// Where the window ends, the next piece says whether the token goes on.
		if (i === end) return this.#newMeaning(meaningOf);
		const known = cache.find(bytes, position, i, hash);
		if (known !== undefined) {
			this.position = i;
			return known;
		}
		const { place } = this;
		const token = this.takeText(i - position);
		const meaning = meaningOf(token, place);
		if (token.length === i - position && token.length <= cachedBytesMax) cache.keep(token, hash, meaning);
		return meaning;
	}

	#newMeaning<Meaning>(meaningOf: (token: string, place: Place) => Meaning): Meaning {
		const { place } = this;
		return meaningOf(this.#takeToken(), place);
	}

	#readNumber(first: number): JsonValue {
		const isSigned = !isDigit(first);
		let length = isSigned ? 1 : 0;
		const leading = this.byteAt(length);
		let number = 0;
		let byte = leading;
		for (; isDigit(byte); byte = this.byteAt(++length)) number = number * 10 + byte - ZERO;
		const digits = isSigned ? length - 1 : length;
		if (digits > exactDigits || (leading === ZERO && digits > 1) || isDelimiter[byte] === 0) {
			const { place } = this;
			return atomOf(this.#takeToken(), place);
		}
		this.position += length;
		return first === MINUS && number !== 0 ? -number : number;
	}

	/** The bytes up to the next delimiter. */
	#takeToken(): string {
		let length = 0;
		while (isDelimiter[this.byteAt(length)] === 0) length++;
		return this.takeText(length);
	}

	#skipComment(): void {
		let length = 0;
		for (let byte = this.peekByte(); byte !== NEWLINE && byte !== END; byte = this.byteAt(length)) length++;
		this.takeText(length);
	}

	#discard(): void {
		const { place } = this;
		this.nested(() => {
			this.position += 2;
			if (this.peek() === END) throw new MalformedText(place, 'a value to discard after #_', 'the end of the text');
			this.read();
		});
	}
}

function tagOf(token: string, place: Place): string {
	if (/^#[A-Za-z]/.test(token)) return internalized(token.slice(1));
	throw new MalformedText(place, 'a set, a tag or a discarded value after #', token);
}

function sharedAtomOf(token: string, place: Place): JsonValue {
	const atom = atomOf(token, place);
	return typeof atom === 'string' ? internalized(atom) : atom;
}
