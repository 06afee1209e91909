import type { JsonValue, Operation } from '../harness/model/index.ts';
import { formatCount } from './format.ts';

/** What a label needs to know of an operation. */
export type Labelled = Pick<Operation, 'f' | 'key' | 'input' | 'output' | 'type'>;

/**
 * An operation in a few characters: `write k3 5`, `read k3 → 4`, `cas k3 4→5`, `enqueue 7`. Nothing that comes from the run
 * can break out of its line: whatever is not a plain word is shown as JSON, with control characters escaped.
 */
export function operationLabel(operation: Labelled, lengthMax = 60): string {
	const { f, key, input, output, type } = operation;
	const words = [word(f)];
	if (key !== undefined) words.push(formatValue(key));
	if (isSwap(f, input)) words.push(`${formatValue(input[0])}→${formatValue(input[1])}`);
	else if (input !== null) words.push(formatValue(input));
	if (type === 'ok' && showsOutput(operation)) words.push(`→ ${formatValue(output)}`);
	if (type === 'fail') words.push('(failed)');
	return shorten(words.join(' '), lengthMax);
}

/** A JSON value for people: plain words without quotes, everything else as JSON. `5` is a number, `"5"` a string. */
export function formatValue(value: JsonValue): string {
	return typeof value === 'string' ? word(value) : escapeControl(JSON.stringify(value));
}

/** Escapes what a terminal or an XML file would not print as itself: C0, C1, bidirectional marks, lone surrogates. */
export function escapeControl(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\uFFFE\uFFFF]/gu, (character) => {
		const code = character.codePointAt(0) as number;
		return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
	});
}

/** Escaped; and of a text that is too long for people its beginning, and how long it is. */
export function legible(text: string, lengthMax = 4_000): string {
	if (text.length <= lengthMax) return escapeControl(text);
	return `${escapeControl(text.slice(0, lengthMax))}… (${formatCount(text.length)} characters in all)`;
}

export function shorten(text: string, lengthMax: number): string {
	const characters = [...text];
	return characters.length <= lengthMax ? text : `${characters.slice(0, lengthMax - 1).join('')}…`;
}

function word(text: string): string {
	const plain = /^[\p{L}_][\p{L}\p{N}_.:/-]*$/u.test(text) && !['null', 'true', 'false'].includes(text);
	return plain ? text : escapeControl(JSON.stringify(text));
}

function isSwap(f: string, input: JsonValue): input is readonly [JsonValue, JsonValue] {
	return f === 'cas' && Array.isArray(input) && input.length === 2;
}

/** A read's result is its point; that of a write or a cas only repeats the argument. */
function showsOutput({ input, output, f }: Labelled): boolean {
	if (f === 'write' || f === 'cas') return false;
	if (input === null) return output !== null || f === 'read' || f === 'get';
	return output !== null && JSON.stringify(output) !== JSON.stringify(input);
}
