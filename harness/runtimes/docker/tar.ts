/** A file for an archive. */
export interface TarEntry {
	/** From the root, without a leading slash. */
	readonly path: string;
	readonly content: Buffer;
	/** Permissions, octal. */
	readonly mode: number;
}

const blockSize = 512;

/** An archive in the ustar format (POSIX.1-1988), with everything that varies left out: the same files give the same bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
	const blocks = entries.flatMap(({ path, content, mode }) => [
		header(path, content.length, mode),
		content,
		Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize),
	]);
	return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
}

function header(path: string, size: number, mode: number): Buffer {
	if (Buffer.byteLength(path) > 100) throw new RangeError(`Expected a path of at most 100 bytes, got ${path}`);
	const block = Buffer.alloc(blockSize);
	block.write(path, 0);
	block.write(octal(mode, 8), 100);
	block.write(octal(0, 8), 108);
	block.write(octal(0, 8), 116);
	block.write(octal(size, 12), 124);
	block.write(octal(0, 12), 136);
	// The checksum counts itself as blanks.
	block.write('        ', 148);
	block.write('0', 156);
	block.write('ustar\0', 257);
	block.write('00', 263);
	const checksum = block.reduce((sum, byte) => sum + byte, 0);
	block.write(`${octal(checksum, 7)} `, 148);
	return block;
}

/** Digits with a closing zero byte, `length` bytes in all. */
function octal(value: number, length: number): string {
	return `${value.toString(8).padStart(length - 1, '0')}\0`;
}
