import { expect, it } from 'vitest';
import { assemble, code, label, relative } from './assembler.ts';
import { clockCode, codeAt } from './clock-code.ts';

it('counts a jump from the end of the instruction, forth and back', () => {
	const { bytes, labels } = assemble([
		label('start'),
		relative('jmp end', 'end', 0xe9),
		code('nop', 0x90),
		label('end'),
		relative('jz start', 'start', 0x0f, 0x84),
	]);
	expect([...bytes]).toEqual([0xe9, 1, 0, 0, 0, 0x90, 0x0f, 0x84, 0xf4, 0xff, 0xff, 0xff]);
	expect(Object.fromEntries(labels)).toEqual({ start: 0, end: 6 });
	expect(() => assemble([relative('jmp nowhere', 'nowhere', 0xe9)])).toThrow('Expected a label nowhere');
});

it('is one page at most, with its data in front of its entries', () => {
	expect(clockCode.bytes.length).toBeLessThan(512);
	for (const entry of ['clock_gettime', 'gettimeofday', 'time']) {
		expect(clockCode.labels.get(entry)).toBeGreaterThanOrEqual(codeAt);
	}
});
