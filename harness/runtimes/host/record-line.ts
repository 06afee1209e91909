import { crc32 } from 'node:zlib';
import type { JsonValue } from '../../model/index.ts';

const newline = 0x0a;
/** Eight hexadecimal digits and a space. */
export const recordPrefixLength = 9;

/** A record as one line of a file: the CRC-32 of its JSON, a space, the JSON. */
export function encodeRecord(record: JsonValue): string {
	const json: string | undefined = JSON.stringify(record);
	if (json === undefined) throw new TypeError(`Expected a record that is JSON data, got ${String(record)}`);
	return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

export function decodeRecord(line: string): JsonValue {
	return JSON.parse(line.slice(recordPrefixLength)) as JsonValue;
}

/** A record that was synced is not what was written. */
export class CorruptRecordError extends Error {
	override readonly name = 'CorruptRecordError';
}

/**
 * The whole lines at the start of a file, and how many bytes they are. The first line that is torn (no newline) or
 * corrupt (its checksum is another) ends the file: a crash tears only the end, so whatever follows was never synced.
 *
 * Throws a `CorruptRecordError` when an intact line follows a corrupt one: then no crash did that. In the last line the two
 * cannot be told apart, and it counts as torn.
 */
export function readWholeLines(content: Buffer): { readonly lines: string[]; readonly byteLength: number } {
	const lines: string[] = [];
	let start = 0;
	while (start < content.length) {
		const end = content.indexOf(newline, start);
		if (end === -1) break;
		if (!isIntact(content.subarray(start, end))) {
			assertNothingIntact(content, end + 1, lines.length);
			break;
		}
		lines.push(content.toString('utf8', start, end + 1));
		start = end + 1;
	}
	return { lines, byteLength: start };
}

function assertNothingIntact(content: Buffer, from: number, record: number): void {
	let start = from;
	for (;;) {
		const end = content.indexOf(newline, start);
		if (end === -1) return;
		if (isIntact(content.subarray(start, end))) {
			throw new CorruptRecordError(`Record ${record} has a wrong checksum, and intact ones follow it`);
		}
		start = end + 1;
	}
}

function isIntact(line: Buffer): boolean {
	if (line.length <= recordPrefixLength) return false;
	const checksum = line.toString('latin1', 0, recordPrefixLength);
	return checksum === `${crc32(line.subarray(recordPrefixLength)).toString(16).padStart(8, '0')} `;
}
