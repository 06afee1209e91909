import type { ClockCondition } from '../../conditions.ts';
import { blockLength, blocksAt, clockCode, entries, magic, selectorAt } from './clock-code.ts';
import { type ElfFunction, functionsOf } from './elf.ts';

/** Bytes to put somewhere in the image of a vDSO. */
export interface Write {
	readonly offset: number;
	readonly bytes: Buffer;
}

/** How a vDSO is rewritten for the first time. */
export interface Patch {
	/** Where data and code go. */
	readonly base: number;
	/** To be made in this order, and while no thread stands within one of them: the last ones make the code reachable. */
	readonly writes: readonly Write[];
}

const alignment = 16;
const jumpLength = 5;

/**
 * Plans to put the code into the zeros behind the image, which fill its last page, or else over the body of the longest of
 * the functions that it replaces; and a jump to it where each of those functions begins.
 *
 * @throws when the vDSO is not as expected
 */
export function planPatch(image: Buffer): Patch {
	const functions = clockFunctionsOf(image);
	const base = findRoom(image, functions);
	const jumps = [...functions].map(([entry, { offset }]) => ({ offset, bytes: jump(offset, base + entryAt(entry)) }));
	return { base, writes: [{ offset: base, bytes: initialBytes() }, ...jumps] };
}

/** Where the code stands in a vDSO that has been rewritten; nothing when it has not. */
export function findPatch(image: Buffer): number | undefined {
	const mark = Buffer.alloc(8);
	mark.writeBigUInt64LE(magic);
	const base = image.indexOf(mark);
	return base < 0 ? undefined : base;
}

/**
 * The two writes, in order, that make the clock of a rewritten vDSO as told.
 *
 * @param base where the code stands in the image
 * @param now the true wall clock in nanoseconds since 1970, from which on a drift counts
 */
export function changeClock(
	image: Buffer,
	base: number,
	{ offsetMs, rate }: ClockCondition,
	now: bigint,
): readonly Write[] {
	const current = Number(image.readBigUInt64LE(base + selectorAt));
	const next = current === blocksAt ? blocksAt + blockLength : blocksAt;
	const block = Buffer.alloc(blockLength);
	block.writeBigInt64LE(now, 0);
	block.writeBigInt64LE(BigInt(Math.round((rate - 1) * 2 ** 32)), 8);
	block.writeBigInt64LE(BigInt(Math.round(offsetMs * 1e6)), 16);
	const selector = Buffer.alloc(8);
	selector.writeBigUInt64LE(BigInt(next));
	return [
		{ offset: base + next, bytes: block },
		{ offset: base + selectorAt, bytes: selector },
	];
}

type Entry = keyof typeof entries;

function clockFunctionsOf(image: Buffer): ReadonlyMap<Entry, ElfFunction> {
	const exported = functionsOf(image);
	return new Map(
		(Object.keys(entries) as Entry[]).map((entry) => {
			const found = entries[entry].map((name) => exported.get(name)).find((it) => it !== undefined);
			if (found === undefined || found.size < jumpLength) {
				const names = [...exported.keys()].join(', ');
				throw new Error(`Expected a function ${entry} of at least ${jumpLength} bytes in the vDSO, got ${names}`);
			}
			return [entry, found];
		}),
	);
}

function findRoom(image: Buffer, functions: ReadonlyMap<Entry, ElfFunction>): number {
	const needed = clockCode.bytes.length;
	let end = image.length;
	while (end > 0 && image[end - 1] === 0) end--;
	// Some distance, for the last things of the image may end in zeros themselves.
	const behind = align(end + alignment);
	if (behind + needed <= image.length) return behind;
	const longest = [...functions.values()].sort((a, b) => b.size - a.size)[0] as ElfFunction;
	const within = align(longest.offset + jumpLength);
	if (within + needed <= longest.offset + longest.size) return within;
	throw new Error(
		`Expected room for ${needed} bytes in the vDSO, got ${image.length - end} behind it and ${longest.size} in its longest clock function`,
	);
}

function align(offset: number): number {
	return Math.ceil(offset / alignment) * alignment;
}

function entryAt(entry: Entry): number {
	return clockCode.labels.get(entry) as number;
}

function initialBytes(): Buffer {
	const bytes = Buffer.from(clockCode.bytes);
	bytes.writeBigUInt64LE(magic, 0);
	bytes.writeBigUInt64LE(BigInt(blocksAt), selectorAt);
	return bytes;
}

/** `jmp`, from one offset to another. */
function jump(from: number, to: number): Buffer {
	const bytes = Buffer.alloc(jumpLength);
	bytes.writeUInt8(0xe9);
	bytes.writeInt32LE(to - (from + jumpLength), 1);
	return bytes;
}
