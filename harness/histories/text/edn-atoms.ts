import type { JsonValue } from '../../model/index.ts';
import { MalformedText, type Place } from './malformed-text.ts';

/** Numbers without digits, as Clojure writes them. */
export const specialNumbers: readonly string[] = ['##Inf', '##-Inf', '##NaN'];

const words: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
	['nil', null],
	['true', true],
	['false', false],
]);

/** A symbol begins with no digit, nor with a sign or point before one; a keyword may. Both have one namespace at most. */
const later = "[\\p{L}\\p{N}.*+!_?$%&=<>|'#:-]*";
const name = `(?:[\\p{L}*!_?$%&=<>|]|[-+.](?!\\p{Nd}))${later}`;
const keyName = `[\\p{L}\\p{N}.*+!_?$%&=<>|'#-]${later}`;
const symbol = new RegExp(`^(?:(?:${name}/)?${name}|/)$`, 'u');
const keyword = new RegExp(`^:(?:${keyName}/)?${keyName}$`, 'u');

/** What a token means that is no collection, text or character. */
export function atomOf(token: string, place: Place): JsonValue {
	const meant = words.get(token);
	if (meant !== undefined) return meant;
	if (/^[+-]?\d/.test(token)) return numberOf(token, place);
	if (/::|:$/.test(token)) throw new MalformedText(place, 'a value', token);
	if (keyword.test(token)) return token.slice(1);
	if (symbol.test(token)) return token;
	throw new MalformedText(place, 'a value', token);
}

const whole = /^[+-]?(?:0|[1-9]\d*)N?$/;
const floating = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const decimal = /^[+-]?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d+)?M$/;
const hexadecimal = /^([+-]?)(0[xX][0-9a-fA-F]+)N?$/;
const ratio = /^\+?(-?(?:0|[1-9]\d*))\/([1-9]\d*)$/;

function numberOf(token: string, place: Place): number | string {
	if (whole.test(token)) return exactInteger(token.replace(/^\+|N$/g, ''));
	if (floating.test(token)) {
		const number = Number(token);
		if (Number.isFinite(number)) return number + 0;
		throw new MalformedText(place, 'a number that a double can hold', token);
	}
	if (decimal.test(token)) return token;
	const [, sign, digits] = hexadecimal.exec(token) ?? [];
	if (digits !== undefined) return exactInteger(`${sign === '-' ? '-' : ''}${BigInt(digits)}`);
	const [, numerator, denominator] = ratio.exec(token) ?? [];
	if (numerator !== undefined && denominator !== undefined) return reduced(BigInt(numerator), BigInt(denominator));
	throw new MalformedText(place, 'a number', token);
}

function exactInteger(digits: string): number | string {
	const number = Number(digits);
	return Number.isSafeInteger(number) ? number + 0 : digits;
}

/** A ratio in its lowest terms, as Clojure writes it: a whole number where it is one. */
function reduced(numerator: bigint, denominator: bigint): number | string {
	let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
	while (b > 0n) [a, b] = [b, a % b];
	return denominator === a ? exactInteger(String(numerator / a)) : `${numerator / a}/${denominator / a}`;
}

const characters: { readonly [name: string]: string } = {
	newline: '\n',
	return: '\r',
	space: ' ',
	tab: '\t',
	formfeed: '\f',
	backspace: '\b',
};

/** The character that is written like this behind its backslash. */
export function characterOf(written: string, place: Place): string {
	if (/^u[0-9a-fA-F]{4}$/.test(written)) return String.fromCharCode(Number.parseInt(written.slice(1), 16));
	if (/^\S$/u.test(written)) return written;
	const meant = Object.hasOwn(characters, written) ? characters[written] : undefined;
	if (meant !== undefined) return meant;
	throw new MalformedText(place, 'a character such as \\a or \\newline', `\\${written}`);
}

const escapes: { readonly [letter: string]: string } = {
	t: '\t',
	r: '\r',
	n: '\n',
	b: '\b',
	f: '\f',
	'\\': '\\',
	'"': '"',
};

/** A text that is written like this between its quotes, at this place. */
export function unescaped(text: string, place: Place): string {
	return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.?))/gs, (written, code, letter, offset: number) => {
		if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
		const meant = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
		if (meant !== undefined) return meant;
		const expected =
			letter === 'u' ? 'four hexadecimal digits after \\u' : 'an escape \\t, \\r, \\n, \\b, \\f, \\\\, \\" or \\u';
		throw new MalformedText(placeWithin(text.slice(0, offset), place), expected, written);
	});
}

/** The place behind a text that begins behind the quote at this place. */
function placeWithin(text: string, { line, column }: Place): Place {
	const lines = text.split('\n');
	const last = [...(lines.at(-1) as string)].length;
	return { line: line + lines.length - 1, column: lines.length === 1 ? column + 1 + last : 1 + last };
}
