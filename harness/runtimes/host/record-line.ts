import { crc32 } from 'node:zlib';
import type { JsonValue } from '../../model/index.ts';

const newline = 0x0a;
/** Eight hexadecimal digits and a space. */
const prefixLength = 9;

/** A record as one line of a file: the CRC-32 of its JSON, a space, the JSON. */
export function encodeRecord(record: JsonValue): string {
	const json: string | undefined = JSON.stringify(record);
	if (json === undefined) throw new TypeError(`Expected a record that is JSON data, got ${String(record)}`);
	return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

export function decodeRecord(line: string): JsonValue {
	return JSON.parse(line.slice(prefixLength)) as JsonValue;
}

/**
 * The whole lines at the start of a file, and how many bytes they are. The first line that is torn (no newline) or
 * corrupt (its checksum is another) ends the file: a crash tears only the end, so whatever follows was never synced.
 */
export function readWholeLines(content: Buffer): { readonly lines: string[]; readonly byteLength: number } {
	const lines: string[] = [];
	let start = 0;
	while (start < content.length) {
		const end = content.indexOf(newline, start);
		if (end === -1 || !isIntact(content.subarray(start, end))) break;
		lines.push(content.toString('utf8', start, end + 1));
		start = end + 1;
	}
	return { lines, byteLength: start };
}

function isIntact(line: Buffer): boolean {
	if (line.length <= prefixLength) return false;
	const checksum = line.toString('latin1', 0, prefixLength);
	return checksum === `${crc32(line.subarray(prefixLength)).toString(16).padStart(8, '0')} `;
}
