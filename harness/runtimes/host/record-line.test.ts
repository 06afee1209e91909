import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonValue } from '../../model/index.ts';
import { CorruptRecordError, decodeRecord, encodeRecord, readWholeLines } from './record-line.ts';

const records = fc.array(fc.jsonValue() as fc.Arbitrary<JsonValue>, { maxLength: 8 });
const decodeAll = (content: Buffer): JsonValue[] => readWholeLines(content).lines.map(decodeRecord);
const normal = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('reads back what was written', () => {
	fc.assert(
		fc.property(records, (written) => {
			const content = Buffer.from(written.map(encodeRecord).join(''));
			expect(decodeAll(content)).toEqual(normal(written));
			expect(readWholeLines(content).byteLength).toBe(content.length);
		}),
	);
});

it('reads a prefix of what was written, wherever the file is torn', () => {
	fc.assert(
		fc.property(records, fc.nat(), (written, cut) => {
			const content = Buffer.from(written.map(encodeRecord).join(''));
			const torn = content.subarray(0, content.length === 0 ? 0 : cut % content.length);
			const read = decodeAll(torn);
			expect(read).toEqual((normal(written) as JsonValue[]).slice(0, read.length));
			expect(torn.length - readWholeLines(torn).byteLength).toBeLessThan(
				Buffer.byteLength(encodeRecord(written[read.length] ?? null)),
			);
		}),
	);
});

it('never returns a record with a flipped bit: it says so when another one follows, and else takes it for torn', () => {
	fc.assert(
		fc.property(fc.array(fc.jsonValue() as fc.Arbitrary<JsonValue>, { minLength: 1 }), fc.nat(), (written, place) => {
			const lines = written.map(encodeRecord);
			const content = Buffer.from(lines.join(''));
			const bit = place % (content.length * 8);
			const index = bit >> 3;
			content[index] = (content[index] as number) ^ (1 << (bit & 7));
			const lastStarts = content.length - Buffer.byteLength(lines.at(-1) as string);
			// A newline that is none any more makes one corrupt line of two: when these are the last, it counts as torn.
			const isFollowed = index < lastStarts - (written.length > 1 ? 1 : 0);
			if (isFollowed) expect(() => decodeAll(content)).toThrow(CorruptRecordError);
			else expect(decodeAll(content)).toEqual((normal(written) as JsonValue[]).slice(0, decodeAll(content).length));
			if (!isFollowed) expect(decodeAll(content).length).toBeLessThan(written.length);
		}),
	);
});

it('refuses what is not JSON data', () => {
	expect(() => encodeRecord(undefined as unknown as JsonValue)).toThrow('Expected a record that is JSON data');
});
