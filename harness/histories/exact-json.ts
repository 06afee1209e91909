import type { JsonValue } from '../model/index.ts';

const sixteenDigits = /\d{16}/;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * `JSON.parse`, but a whole number that a double cannot hold exactly comes as a string of its digits, instead of as
 * another number. Throws a `SyntaxError` as `JSON.parse` does.
 */
export function parseExactJson(text: string): JsonValue {
	if (!sixteenDigits.test(text)) return JSON.parse(text) as JsonValue;
	return JSON.parse(text.replace(stringOrNumber, (token) => (isUnsafe(token) ? `"${token}"` : token))) as JsonValue;
}

function isUnsafe(token: string): boolean {
	return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}
