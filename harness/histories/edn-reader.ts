import type { JsonValue } from '../model/index.ts';

/** The text is not EDN, or uses a part of it that has no meaning in a history. */
export class EdnError extends Error {
	override readonly name = 'EdnError';
	/** From 1. */
	readonly line: number;
	readonly expected: string;
	readonly found: string;

	constructor(line: number, expected: string, found: string) {
		super(`line ${line}: expected ${expected}, got \`${found}\``);
		this.line = line;
		this.expected = expected;
		this.found = found;
	}
}

const delimiters = new Set(['(', ')', '[', ']', '{', '}', '"', ';', ' ', ',', '\t', '\n', '\r', '']);
const escapes: { readonly [letter: string]: string } = {
	t: '\t',
	r: '\r',
	n: '\n',
	'\\': '\\',
	'"': '"',
	b: '\b',
	f: '\f',
};
const characters: { readonly [name: string]: string } = { newline: '\n', space: ' ', tab: '\t', return: '\r' };

/**
 * A strict reader of EDN, value after value (github.com/edn-format/edn). Values come as JSON: keywords and symbols as their
 * names, lists and vectors as arrays, sets as arrays in order of their JSON, maps as objects.
 *
 * Numbers that a double cannot hold exactly (big integers and decimals, ratios) come as strings of what is written, so
 * that equal ones stay equal and different ones different. A tagged value comes as `{"#tag": value}`.
 */
export class EdnReader {
	readonly #text: string;
	#position = 0;
	#line = 1;

	constructor(text: string) {
		this.#text = text;
	}

	/** The line of what comes next. */
	get line(): number {
		return this.#line;
	}

	/** The character of what comes next, or nothing at the end. Comments and discarded values are skipped. */
	peek(): string {
		for (;;) {
			const character = this.#text[this.#position];
			if (character === undefined) return '';
			if (character === ';') this.#skipComment();
			else if (character === '#' && this.#text[this.#position + 1] === '_') this.#discard();
			else if (character === '\n' || character === ' ' || character === ',' || character === '\t' || character === '\r')
				this.take();
			else return character;
		}
	}

	/** The next character itself, whatever it is. */
	take(): string {
		const character = this.#text[this.#position] ?? '';
		if (character === '\n') this.#line++;
		this.#position++;
		return character;
	}

	/** The next value. Throws an `EdnError` when there is none. */
	read(): JsonValue {
		const first = this.peek();
		switch (first) {
			case '':
				throw this.#error('a value', 'the end of the file');
			case '[':
				return this.#readUntil(']');
			case '(':
				return this.#readUntil(')');
			case '{':
				return this.#readMap();
			case '"':
				return this.#readString();
			case '\\':
				return this.#readCharacter();
			case '#':
				return this.#readDispatch();
			case ')':
			case ']':
			case '}':
				throw this.#error('a value', first);
			default:
				return this.#readAtom();
		}
	}

	#readUntil(closing: string): JsonValue[] {
		const openedAt = this.#line;
		this.take();
		const items: JsonValue[] = [];
		for (;;) {
			const next = this.peek();
			if (next === closing) break;
			if (next === '') throw this.#error(`a ${closing} for what was opened in line ${openedAt}`, 'the end of the file');
			items.push(this.read());
		}
		this.take();
		return items;
	}

	#readMap(): JsonValue {
		const line = this.#line;
		const items = this.#readUntil('}');
		if (items.length % 2 !== 0) {
			throw new EdnError(line, 'a map with a value for each key', `a map of ${items.length} items`);
		}
		const map: { [field: string]: JsonValue } = Object.create(null);
		for (let i = 0; i < items.length; i += 2) {
			const key = items[i] as JsonValue;
			const name = typeof key === 'string' ? key : JSON.stringify(key);
			if (name in map) throw new EdnError(line, 'a map with different keys', `${name} twice`);
			map[name] = items[i + 1] as JsonValue;
		}
		return { ...map };
	}

	#readString(): string {
		const openedAt = this.#line;
		this.take();
		let text = '';
		for (;;) {
			const character = this.take();
			if (character === '"') return text;
			if (character === '') {
				throw this.#error(`a " for the string that began in line ${openedAt}`, 'the end of the file');
			}
			text += character === '\\' ? this.#readEscape() : character;
		}
	}

	#readEscape(): string {
		const letter = this.take();
		if (letter === 'u') {
			const digits = this.#text.slice(this.#position, this.#position + 4);
			if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#error('four hexadecimal digits after \\u', digits);
			this.#position += 4;
			return String.fromCharCode(Number.parseInt(digits, 16));
		}
		const meant = escapes[letter];
		if (meant === undefined) throw this.#error('an escape \\t, \\r, \\n, \\\\, \\" or \\u in a string', `\\${letter}`);
		return meant;
	}

	#readCharacter(): string {
		this.take();
		const name = this.take() + this.#readToken();
		if (/^u[0-9a-fA-F]{4}$/.test(name)) return String.fromCharCode(Number.parseInt(name.slice(1), 16));
		const meant = name.length === 1 ? name : characters[name];
		if (meant === undefined) throw this.#error('a character such as \\a or \\newline', `\\${name}`);
		return meant;
	}

	#readDispatch(): JsonValue {
		this.take();
		const next = this.#text[this.#position];
		if (next === '{') return this.#readSet();
		if (next === '#') {
			this.take();
			return `##${this.#readToken()}`;
		}
		const line = this.#line;
		const tag = this.#readToken();
		if (!/^[A-Za-z]/.test(tag))
			throw new EdnError(line, 'a set, a tag or a discarded value after #', `#${tag}${next ?? ''}`);
		return { [`#${tag}`]: this.read() };
	}

	#readSet(): JsonValue[] {
		const items = this.#readUntil('}').map((item): [string, JsonValue] => [JSON.stringify(item), item]);
		return items.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
	}

	#readAtom(): JsonValue {
		const token = this.#readToken();
		if (token === 'nil') return null;
		if (token === 'true') return true;
		if (token === 'false') return false;
		if (/^[+-]?\d/.test(token)) return this.#numberOf(token);
		if (/^:[^:\s/]/.test(token)) return token.slice(1);
		if (/^[A-Za-z.*+!?$%&=<>/_-]/.test(token)) return token;
		throw this.#error('a value', token === '' ? this.take() : token);
	}

	#numberOf(token: string): number | string {
		if (/^[+-]?(0|[1-9]\d*)N?$/.test(token)) {
			const digits = token.replace(/^\+|N$/g, '');
			return Number.isSafeInteger(Number(digits)) ? Number(digits) : digits;
		}
		if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(token) && !/^[+-]?0\d/.test(token)) return Number(token);
		if (/^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?M$/.test(token) || /^[+-]?\d+\/\d+$/.test(token)) return token;
		throw this.#error('a number', token);
	}

	/** Characters up to the next delimiter. */
	#readToken(): string {
		const begin = this.#position;
		while (!delimiters.has(this.#text[this.#position] ?? '')) this.#position++;
		return this.#text.slice(begin, this.#position);
	}

	#skipComment(): void {
		while (this.#position < this.#text.length && this.#text[this.#position] !== '\n') this.#position++;
	}

	#discard(): void {
		this.#position += 2;
		this.read();
	}

	#error(expected: string, found: string): EdnError {
		return new EdnError(this.#line, expected, found);
	}
}
