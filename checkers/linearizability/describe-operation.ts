import type { Operation } from '../../harness/model/index.ts';
import { canonical, same } from './canonical.ts';

/** Operations without an argument whose answer nil is an answer. */
const asking = new Set(['read', 'get', 'dequeue', 'pop', 'poll', 'peek']);

/** `read → 1`, `cas [1,2]`, `write 5 (crashed)`. */
export function describeOperation({
	f,
	input,
	output,
	type,
}: Pick<Operation, 'f' | 'input' | 'output' | 'type'>): string {
	const argument = input === null ? '' : ` ${shorten(canonical(input))}`;
	const says = type === 'ok' && (output === null ? asking.has(f) : !same(output, input));
	const result = says ? ` → ${shorten(canonical(output))}` : '';
	return `${f}${argument}${result}${type === 'info' ? ' (crashed)' : ''}`;
}

/** Both ends of a long text: what was appended last often counts as much as how it begins. */
export function shorten(text: string): string {
	return text.length <= 80 ? text : `${text.slice(0, 38)} … ${text.slice(-38)}`;
}
