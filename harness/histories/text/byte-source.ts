/** Where the bytes of a text come from, piece by piece. */
export interface ByteSource {
	/** Puts the next bytes into `target`, from `offset` on, and tells how many; 0 at the end. */
	read(target: Uint8Array, offset: number): number;
}

/** Bytes that are there already. `chunkBytes` is how many of them come at a time, for tests of what lies across an edge. */
export function sourceOf(content: Uint8Array | string, chunkBytes: number = 1 << 16): ByteSource {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	let position = 0;
	return {
		read(target, offset) {
			const count = Math.min(chunkBytes, target.length - offset, bytes.length - position);
			target.set(bytes.subarray(position, position + count), offset);
			position += count;
			return count;
		},
	};
}
