import { expect, it } from 'vitest';
import { drawMs } from '../distribution.ts';
import { createRandom } from '../random.ts';
import { throttleOf, writesPerSecond } from './throttle.ts';

it('allows as many writes a second as fit with the mean delay', () => {
	expect(writesPerSecond([])).toBe(0);
	expect(writesPerSecond([{ kind: 'constant', ms: 100 }])).toBe(10);
	expect(writesPerSecond([{ kind: 'constant', ms: 400 }])).toBe(2);
	expect(writesPerSecond([{ kind: 'constant', ms: 5_000 }])).toBe(1);
	expect(
		writesPerSecond([
			{ kind: 'uniform', minMs: 10, maxMs: 30 },
			{ kind: 'exponential', minMs: 10, meanMs: 20 },
		]),
	).toBe(20);
	const tail = { kind: 'long-tail', minMs: 1, maxMs: 1_000 } as const;
	const random = createRandom('1', 'test');
	const draws = Array.from({ length: 100_000 }, () => drawMs(tail, random));
	const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
	expect(writesPerSecond([tail])).toBeGreaterThan((1_000 / mean) * 0.9);
	expect(writesPerSecond([tail])).toBeLessThan((1_000 / mean) * 1.1);
});

it('writes to the control group of either version', () => {
	const first = '12:pids:/docker/abc\n5:blkio:/docker/abc\n1:name=systemd:/docker/abc\n0::/docker/abc\n';
	expect(throttleOf(first, '7:3', 10)).toEqual({
		path: '/host/cgroup/blkio/docker/abc/blkio.throttle.write_iops_device',
		text: '7:3 10',
	});
	expect(throttleOf(first, '7:3', 0).text).toBe('7:3 0');
	const second = '0::/system.slice/docker-abc.scope\n';
	expect(throttleOf(second, '7:3', 10)).toEqual({
		path: '/host/cgroup/system.slice/docker-abc.scope/io.max',
		text: '7:3 wiops=10',
	});
	expect(throttleOf(second, '7:3', 0).text).toBe('7:3 wiops=max');
	expect(() => throttleOf('', '7:3', 1)).toThrow('Expected a control group');
});
