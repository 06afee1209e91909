import { initialWrite, noRead, type RegisterHistory } from './register-history.ts';

/** When operations may take effect: positions in the history. */
export interface Spans {
	invoked(operation: number): number;
	completed(operation: number): number;
}

/**
 * Whether the operations on one register, as `blocksOf` has them, are linearizable within the given spans: the zones of Gibbons and Korach (1997),
 * one for each chain of cas. What reads and writes one value lies together in every order, and so does what a chain of cas
 * passes on. Such a block must lie between its first completion and its last invocation; two blocks clash when each would
 * have to be first. O(n log n).
 */
export function isLinearizable(blocks: readonly Block[], spans: Spans): boolean {
	const zones: Zone[] = [];
	for (const block of blocks) {
		const zone = zoneOf(block, spans);
		if (zone === undefined) return false;
		zones.push(zone);
	}
	return areCompatible(zones);
}

/** A value that was not made by a cas, with what the next cas made of it, and so on; with the readers of each. */
export type Block = readonly { readonly write: number; readonly readers: readonly number[] }[];

/** From the first completion to the last invocation; `first` after `last` when all of a block overlap. */
interface Zone {
	readonly first: number;
	readonly last: number;
}

/** Nothing when two cas found the same value, or cas go round in a circle: then nothing is linearizable, in any spans. */
export function blocksOf(
	operations: readonly number[],
	{ readsFrom, writes }: RegisterHistory,
): readonly Block[] | undefined {
	const readers = new Map<number, number[]>();
	const next = new Map<number, number>();
	for (const operation of operations) {
		const returned = readsFrom[operation] as number;
		if (returned === noRead) continue;
		if (writes[operation] === 1) {
			if (next.has(returned)) return undefined;
			next.set(returned, operation);
		} else if (readers.get(returned)?.push(operation) === undefined) readers.set(returned, [operation]);
	}
	const heads = operations.filter((one) => writes[one] === 1 && readsFrom[one] === noRead);
	const blocks = [initialWrite, ...heads].map((head) => {
		const block = [];
		for (let write: number | undefined = head; write !== undefined; write = next.get(write)) {
			block.push({ write, readers: readers.get(write) ?? [] });
		}
		return block;
	});
	const inBlocks = blocks.reduce((sum, block) => sum + block.length, 0);
	return inBlocks === 1 + operations.filter((one) => writes[one] === 1).length ? blocks : undefined;
}

/** Nothing when what comes later in the block completed before something earlier was invoked. */
function zoneOf(block: Block, { invoked, completed }: Spans): Zone | undefined {
	let first = Number.POSITIVE_INFINITY;
	let last = Number.NEGATIVE_INFINITY;
	for (const { write, readers } of block) {
		if (write === initialWrite) first = Number.NEGATIVE_INFINITY;
		else {
			if (completed(write) < last) return undefined;
			first = Math.min(first, completed(write));
			last = Math.max(last, invoked(write));
		}
		if (readers.some((read) => completed(read) < last)) return undefined;
		for (const read of readers) {
			first = Math.min(first, completed(read));
			last = Math.max(last, invoked(read));
		}
	}
	return { first, last };
}

/** No two blocks each of which would have to come before the other. That is enough: longer circles contain such a pair. */
function areCompatible(zones: readonly Zone[]): boolean {
	const forward = zones.filter(({ first, last }) => first < last).sort((a, b) => a.first - b.first);
	for (let i = 1; i < forward.length; i++) {
		if ((forward[i] as Zone).first < (forward[i - 1] as Zone).last) return false;
	}
	return zones.every(({ first, last }) => {
		if (first < last) return true;
		const around = lastBefore(forward, last);
		return around === undefined || around.last <= first;
	});
}

/** Of zones sorted by `first` the last one that begins before a position. */
function lastBefore(zones: readonly Zone[], position: number): Zone | undefined {
	let low = 0;
	let high = zones.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((zones[middle] as Zone).first < position) low = middle + 1;
		else high = middle;
	}
	return zones[low - 1];
}
