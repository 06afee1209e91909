import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ByteSource, sourceOf } from './byte-source.ts';

/** How much of a file is shown as its beginning. */
const headBytes = 1 << 16;

/** A file that is open, and comes piece by piece. */
export interface FileSource extends ByteSource {
	/** The beginning of the text, to tell the format from. */
	readonly head: Uint8Array;
	close(): void;
}

/** Opens a file; one that is packed with gzip is unpacked. Throws what the file system or zlib throw. */
export function openFile(file: string): FileSource {
	const descriptor = openSync(file, 'r');
	try {
		const head = readFully(descriptor, headBytes);
		const close = () => closeSync(descriptor);
		if (!isGzip(head)) return { head, read: behind(head, descriptor), close };
		const bytes = unpack(file);
		return { ...sourceOf(bytes), head: bytes.subarray(0, headBytes), close };
	} catch (error) {
		closeSync(descriptor);
		throw error;
	}
}

/** zlib offers no stream that can be read at once: the packed history is there as bytes, but never as one text. */
function unpack(file: string): Uint8Array {
	try {
		return gunzipSync(readFileSync(file));
	} catch (cause) {
		throw new Error(`cannot unpack it: ${(cause as Error).message}`, { cause });
	}
}

/** Reads the head first, and then what follows in the file. */
function behind(head: Uint8Array, descriptor: number): ByteSource['read'] {
	const beginning = sourceOf(head);
	return (target, offset) =>
		beginning.read(target, offset) || readSync(descriptor, target, offset, target.length - offset, null);
}

function readFully(descriptor: number, count: number): Uint8Array {
	const bytes = Buffer.alloc(count);
	let length = 0;
	for (;;) {
		const read = readSync(descriptor, bytes, length, count - length, null);
		length += read;
		if (read === 0 || length === count) return bytes.subarray(0, length);
	}
}

function isGzip(head: Uint8Array): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}
