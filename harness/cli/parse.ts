import { didYouMean, type Shard, UsageError } from '../model/index.ts';

/** Milliseconds of each unit that a duration may have. */
const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `60s`, `1.5m`, `2h` in milliseconds. A number without a unit would be a guess, and is refused. */
export function parseDurationMs(option: string, text: string): number {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
	if (match === null) throw expected(option, 'look like 500ms, 60s, 2m or 1h', text);
	return Number(match[1]) * (unitMs[match[2] as string] as number);
}

/** Megabytes from `512mb` or `2gb`, up to the 4 GB that WebAssembly can address. */
export function parseMegabytes(option: string, text: string): number {
	const match = /^(\d+(?:\.\d+)?)(mb|gb)$/i.exec(text.trim());
	const megabytes = match === null ? 0 : Number(match[1]) * (match[2]?.toLowerCase() === 'gb' ? 1024 : 1);
	if (!(megabytes >= 1 && megabytes <= 4000)) throw expected(option, 'look like 512mb or 2gb, up to 4000mb', text);
	return megabytes;
}

/** A whole number of at least `min`. */
export function parseCount(option: string, text: string, min = 1): number {
	const count = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (!(Number.isSafeInteger(count) && count >= min))
		throw expected(option, `be a whole number of at least ${min}`, text);
	return count;
}

/** A number above zero. */
export function parsePositive(option: string, text: string): number {
	const value = /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
	if (!(Number.isFinite(value) && value > 0)) throw expected(option, 'be a number above 0', text);
	return value;
}

/** `10`, or `3n`: three for each node. */
export function parseConcurrency(text: string, nodeCount: number): number {
	const match = /^(\d+)(n?)$/.exec(text.trim());
	const count = match === null ? 0 : Number(match[1]) * (match[2] === 'n' ? nodeCount : 1);
	if (count < 1) throw expected('--concurrency', 'be a number of clients like 10, or 3n for three a node', text);
	return count;
}

/** The words of a list, each once: `a,b,c`. */
export function parseList(option: string, text: string): readonly string[] {
	const words = text.split(',').map((word) => word.trim());
	if (words.includes('')) throw expected(option, 'be names with a comma between them', text);
	return [...new Set(words)];
}

/** Names of nemeses; `none` is an empty list. */
export function parseNemeses(text: string): readonly string[] {
	const names = parseList('--nemesis', text);
	if (!names.includes('none')) return names;
	if (names.length > 1) throw expected('--nemesis', 'be `none`, or names with a comma between them', text);
	return [];
}

/** First and last seed; no last one for as many as the budget allows. */
export interface ParsedSeeds {
	readonly first: bigint;
	readonly last: bigint | null;
}

const wantedSeeds = 'look like 1..200, 7, 3,5,8 or 1.. (as many as the budget allows)';

/** `1..200`, `7`, `3,5,8`, or `1..` for as many as the budget allows. Ranges that have no seed in common. */
export function parseSeeds(text: string): readonly ParsedSeeds[] {
	const ranges: readonly ParsedSeeds[] = text.split(',').map((range) => parseSeedRange(range.trim(), text));
	if (ranges.slice(0, -1).some(({ last }) => last === null)) {
		throw expected('--seeds', `${wantedSeeds}, with the endless range at the end`, text);
	}
	// `8,1..` is seed 8 first and then all others: no seed comes twice.
	return ranges.flatMap((range, index) => ranges.slice(0, index).reduce<readonly ParsedSeeds[]>(without, [range]));
}

/** What is left of ranges when another has been cut out of each. */
function without(ranges: readonly ParsedSeeds[], { first, last }: ParsedSeeds): readonly ParsedSeeds[] {
	return ranges.flatMap((range) => {
		const isApart = (last !== null && last < range.first) || (range.last !== null && range.last < first);
		if (isApart) return [range];
		const before = range.first < first ? [{ first: range.first, last: first - 1n }] : [];
		const isBeyond = last !== null && (range.last === null || last < range.last);
		return isBeyond ? [...before, { first: last + 1n, last: range.last }] : before;
	});
}

function parseSeedRange(range: string, text: string): ParsedSeeds {
	const match = /^(\d+)(?:(\.\.)(\d+)?)?$/.exec(range);
	if (match === null) throw expected('--seeds', wantedSeeds, text);
	const first = parseSeedBound(match[1] as string, text);
	if (match[2] === undefined) return { first, last: first };
	const last = match[3] === undefined ? null : parseSeedBound(match[3], text);
	if (last !== null && last < first) throw expected('--seeds', `${wantedSeeds}, with the smaller one first`, text);
	return { first, last };
}

function parseSeedBound(digits: string, text: string): bigint {
	const seed = BigInt(digits);
	if (seed >= 2n ** 64n) throw expected('--seeds', 'stay below 2^64', text);
	return seed;
}

/** `2/5`: the second of five parts. */
export function parseShard(text: string): Shard {
	const match = /^(\d+)\/(\d+)$/.exec(text.trim());
	const [index, of] = [Number(match?.[1]), Number(match?.[2])];
	if (match === null || !Number.isSafeInteger(of)) throw expected('--shard', 'look like 2/5', text);
	if (index < 1 || index > of)
		throw expected('--shard', 'look like 2/5, with a part from 1 to the number of parts', text);
	return { index, of };
}

/** One of a few words. */
export function parseChoice<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
	if ((choices as readonly string[]).includes(text)) return text as Choice;
	throw new UsageError(
		`Expected \`${option}\` to be one of ${choices.join(', ')}, got \`${text}\`.${didYouMean(text, choices)}`,
	);
}

/** ``Expected `--shard` to look like 2/5, got `x` `` */
export function expected(option: string, toBe: string, text: string): UsageError {
	return new UsageError(`Expected \`${option}\` to ${toBe}, got \`${text}\``);
}
