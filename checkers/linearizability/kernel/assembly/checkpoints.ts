import { sizeOfConfiguration } from './configurations';
import { entriesNow, entryAt } from './entries';
import { allocate, allocateFilled, get, set } from './memory';

/**
 * Some of the last layers, each with all configurations that entered it: from there a violation can be explained without
 * what came before. Of every few layers the one is kept that the fewest configurations enter.
 */

const BLOCK_LAYERS: i32 = 8;
const BLOCKS: i32 = 8;

/** By block, four numbers: the front (-1 for none), how many enter, room for how many, where. */
let blocks: usize = 0;

export function resetCheckpoints(): void {
	blocks = allocateFilled(<usize>BLOCKS << 4, 0);
	for (let block = 0; block < BLOCKS; block++) set(blocks, 4 * block, -1);
}

/** Looks at the layer that is about to be filled. */
export function keepCheckpoint(front: i32): void {
	const block = 4 * ((front / BLOCK_LAYERS) % BLOCKS);
	const kept = get(blocks, block);
	const count = entriesNow();
	if (kept >= 0 && kept / BLOCK_LAYERS == front / BLOCK_LAYERS && count >= get(blocks, block + 1)) return;
	if (count > get(blocks, block + 2)) {
		set(blocks, block + 2, 2 * count);
		set(blocks, block + 3, <i32>allocate(sizeOfConfiguration() * <usize>(2 * count)));
	}
	set(blocks, block, front);
	set(blocks, block + 1, count);
	memory.copy(<usize>get(blocks, block + 3), entryAt(0), sizeOfConfiguration() * <usize>count);
}

/** For the host: four numbers for each of 8 blocks, as above. */
export function checkpoints(): usize {
	return blocks;
}
