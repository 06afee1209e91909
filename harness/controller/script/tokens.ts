import { UsageError } from '../../model/index.ts';

export interface Token {
	readonly kind: 'word' | 'duration' | 'mark' | 'end';
	/** As it was written. */
	readonly text: string;
	/** Offset in the script, and one past it. */
	readonly start: number;
	readonly end: number;
}

const patterns: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
	['blank', /[ \t\r]+|#[^\n]*/y],
	['duration', /\d+(?:\.\d+)?(?:ms|s|m)\b/y],
	['word', /[A-Za-z_]\w*(?:-\w+)*/y],
	['mark', /->|[;\n:,+]/y],
];

/** The words of a script, with an `end` behind the last. `#` begins a comment. Throws a `UsageError`. */
export function tokensOf(script: string): readonly Token[] {
	const tokens: Token[] = [];
	let start = 0;
	while (start < script.length) {
		const [kind, end] = matchAt(script, start);
		if (kind !== 'blank') tokens.push({ kind, text: script.slice(start, end), start, end });
		start = end;
	}
	return [...tokens, { kind: 'end', text: '', start, end: start }];
}

/** `line 2, column 5`, both from 1. */
export function positionIn(script: string, offset: number): string {
	const before = script.slice(0, offset).split('\n');
	return `line ${before.length}, column ${(before.at(-1) as string).length + 1}`;
}

function matchAt(script: string, start: number): readonly [Token['kind'] | 'blank', number] {
	for (const [kind, pattern] of patterns) {
		pattern.lastIndex = start;
		if (pattern.test(script)) return [kind, pattern.lastIndex];
	}
	const what = /^\d/.test(script.slice(start)) ? 'a time like 500ms, 5s or 2m' : 'a word, a time, or one of ; : , + ->';
	const got = script.slice(start).match(/^\S+/)?.[0] ?? '';
	throw new UsageError(`The schedule is wrong at ${positionIn(script, start)}: expected ${what}, got \`${got}\``);
}
