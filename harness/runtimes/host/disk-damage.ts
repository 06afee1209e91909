import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../model/index.ts';
import type { DiskDamage } from '../conditions.ts';
import { recordsSuffix } from './file-storage.ts';
import { readWholeLines, recordPrefixLength } from './record-line.ts';

/** A file as it was before bits flipped in it. */
const intactSuffix = '.intact';

/** Harms the files of a node's storage, before the node opens it. */
export function damageDisk(directory: string, damage: DiskDamage, random: Random): void {
	const files = recordFiles(directory);
	if (damage.kind === 'wipe') for (const file of files) rmSync(file);
	else if (damage.kind === 'truncate') for (const file of files) truncate(file, damage.records);
	else flipBits(files, damage.bits, random);
}

/** Undoes all flips. */
export function repairDisk(directory: string): void {
	for (const file of recordFiles(directory)) {
		if (existsSync(file + intactSuffix)) renameSync(file + intactSuffix, file);
	}
}

function recordFiles(directory: string): readonly string[] {
	return readdirSync(directory)
		.filter((entry) => entry.endsWith(recordsSuffix))
		.sort()
		.map((entry) => join(directory, entry));
}

function truncate(file: string, records: number): void {
	const { lines } = readWholeLines(readFileSync(file));
	writeFileSync(file, lines.slice(0, -records).join(''));
}

/** In the JSON of any record but the last of its file: there a flip could not be told from a torn write, and would be cut off. */
function flipBits(files: readonly string[], bits: number, random: Random): void {
	const places = files.flatMap(placesToFlip);
	if (places.length === 0) return;
	for (let i = 0; i < bits; i++) {
		const { file, start, end } = random.pick(places);
		if (!existsSync(file + intactSuffix)) copyFileSync(file, file + intactSuffix);
		const content = readFileSync(file);
		const at = random.integer(start, end - 1);
		// The highest bit: another could make a newline of a character.
		content[at] = (content[at] as number) ^ 0x80;
		writeFileSync(file, content);
	}
}

interface Place {
	readonly file: string;
	/** Offsets of the JSON of one record. */
	readonly start: number;
	readonly end: number;
}

function placesToFlip(file: string): readonly Place[] {
	const places: Place[] = [];
	let offset = 0;
	for (const line of readWholeLines(readFileSync(file)).lines) {
		const length = Buffer.byteLength(line);
		places.push({ file, start: offset + recordPrefixLength, end: offset + length - 1 });
		offset += length;
	}
	return places.slice(0, -1);
}
