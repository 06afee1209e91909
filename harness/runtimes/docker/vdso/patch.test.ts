import { describe, expect, it } from 'vitest';
import { blocksAt, clockCode } from './clock-code.ts';
import { functionsOf } from './elf.ts';
import { changeClock, findPatch, planPatch, type Write } from './patch.ts';
import { findVdso, ProcessMemory } from './process-memory.ts';

const supported = process.platform === 'linux' && process.arch === 'x64';

describe.skipIf(!supported)("this machine's vDSO", () => {
	it('is rewritten behind its image, and has jumps there where its clock functions begin', () => {
		const image = ownVdso();
		const { base, writes } = planPatch(image);
		expect(image.subarray(base, base + clockCode.bytes.length).every((byte) => byte === 0)).toBe(true);
		apply(image, writes);
		for (const name of ['clock_gettime', 'gettimeofday', 'time']) {
			const { offset } = functionsOf(image).get(`__vdso_${name}`) as { offset: number };
			expect(image[offset]).toBe(0xe9);
			expect(offset + 5 + image.readInt32LE(offset + 1)).toBe(base + (clockCode.labels.get(name) as number));
		}
		expect(findPatch(ownVdso())).toBeUndefined();
		expect(findPatch(image)).toBe(base);
	});

	it('is rewritten within its longest clock function when there is no room behind it', () => {
		const image = ownVdso();
		image.fill(0xcc, image.findLastIndex((byte) => byte !== 0) + 1);
		const { base, writes } = planPatch(image);
		const body = [...functionsOf(image).values()].find(({ offset, size }) => base > offset && base < offset + size);
		expect(body).toBeDefined();
		if (body === undefined) return;
		expect(base).toBeGreaterThanOrEqual(body.offset + 5);
		expect(base + clockCode.bytes.length).toBeLessThanOrEqual(body.offset + body.size);
		const functions = functionsOf(image);
		apply(image, writes);
		expect(functionsOf(image)).toEqual(functions);
	});

	it('gets a change in the block that is not in use, and turns to it last', () => {
		const image = ownVdso();
		const { base, writes } = planPatch(image);
		apply(image, writes);
		for (const round of [1, 2, 3]) {
			const used = Number(image.readBigUInt64LE(base + blocksAt - 8));
			const change = changeClock(image, base, { offsetMs: round, rate: 1.5 }, 5n);
			expect(change.map(({ offset }) => offset - base)).not.toContain(used);
			expect(change.at(-1)?.offset).toBe(base + blocksAt - 8);
			apply(image, change);
			const block = base + Number(image.readBigUInt64LE(base + blocksAt - 8));
			expect(image.readBigInt64LE(block)).toBe(5n);
			expect(image.readBigInt64LE(block + 8)).toBe(1n << 31n);
			expect(image.readBigInt64LE(block + 16)).toBe(BigInt(round) * 1_000_000n);
		}
	});
});

it('refuses what is no vDSO of x86-64, and one without the functions', () => {
	expect(() => functionsOf(Buffer.alloc(8_192))).toThrow('Expected a vDSO of x86-64');
	const nothing = Buffer.alloc(8_192);
	nothing.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
	nothing.writeUInt16LE(62, 18);
	expect(() => functionsOf(nothing)).toThrow('Expected section headers');
});

function ownVdso(): Buffer {
	const memory = new ProcessMemory(process.pid);
	try {
		return memory.read(findVdso(process.pid) as { start: number; length: number });
	} finally {
		memory.close();
	}
}

function apply(image: Buffer, writes: readonly Write[]): void {
	for (const { offset, bytes } of writes) image.set(bytes, offset);
}
