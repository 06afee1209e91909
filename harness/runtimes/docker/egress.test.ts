import { expect, it } from 'vitest';
import { healthyLink, type LinkCondition } from '../conditions.ts';
import { delayTable } from './delay-table.ts';
import { delayTables, egressScript } from './egress.ts';

const to = (condition: Partial<LinkCondition>) => new Map([['198.18.0.11', { ...healthyLink, ...condition }]]);
const preamble = [
	'qdisc add dev eth0 root handle 1: htb default 1',
	'class add dev eth0 parent 1: classid 1:1 htb rate 100gbit',
];
const ruleTo = (address: string, classId: string): string =>
	`filter add dev eth0 parent 1: protocol ip u32 match ip dst ${address}/32 match ip protocol 6 0xff match ip dport 7000 0xffff flowid ${classId}`;
const link = (...shapers: string[]) => [
	...preamble,
	'class add dev eth0 parent 1: classid 1:2 htb rate 100gbit',
	...shapers,
	ruleTo('198.18.0.11', '1:2'),
];

it('gives each slow link a bucket of its own', () => {
	const receivers = new Map([
		['198.18.0.10', healthyLink],
		['198.18.0.11', { ...healthyLink, bytesPerSecond: 10_000 }],
		['198.18.0.12', { ...healthyLink, bytesPerSecond: 1_000_000 }],
	]);
	for (const netem of [false, true]) {
		expect(egressScript(receivers, netem)).toEqual([
			...preamble,
			'class add dev eth0 parent 1: classid 1:2 htb rate 100gbit',
			'qdisc add dev eth0 parent 1:2 handle 20: tbf rate 80000bit burst 2000 latency 1000ms',
			ruleTo('198.18.0.11', '1:2'),
			'class add dev eth0 parent 1: classid 1:3 htb rate 100gbit',
			'qdisc add dev eth0 parent 1:3 handle 30: tbf rate 8000000bit burst 20000 latency 1000ms',
			ruleTo('198.18.0.12', '1:3'),
		]);
	}
});

it('leaves nothing when all is healed, or there is nothing for it to do', () => {
	expect(egressScript(to({}), true)).toEqual([]);
	expect(egressScript(to({ cut: true, lossProbability: 0.5 }), true)).toEqual([]);
	expect(egressScript(to({ delays: [{ kind: 'constant', ms: 5 }] }), false)).toEqual([]);
});

it('has netem delay packets where the kernel has it, and nothing else', () => {
	const shaper = 'qdisc add dev eth0 parent 1:2 handle 20: netem limit 10000';
	const script = (condition: Partial<LinkCondition>) => egressScript(to(condition), true);
	expect(
		script({
			delays: [
				{ kind: 'constant', ms: 20 },
				{ kind: 'constant', ms: 30 },
			],
		}),
	).toEqual(link(`${shaper} delay 50ms`));
	expect(script({ duplicateProbability: 0.25, reorderProbability: 0.1, reorderHoldMs: 80 })).toEqual([]);
	expect(script({ delays: [{ kind: 'constant', ms: 5 }], duplicateProbability: 0.001, bytesPerSecond: 1_000 })).toEqual(
		link(`${shaper} delay 5ms`, 'qdisc add dev eth0 parent 20:1 handle 21: tbf rate 8000bit burst 2000 latency 1000ms'),
	);
});

it('gives netem a table of its own for jitter', () => {
	const condition = { delays: [{ kind: 'uniform', minMs: 100, maxMs: 300 }] } as const;
	const [[name, text] = ['', '']] = delayTables(to(condition));
	const { meanMs, deviationMs } = delayTable({ ...healthyLink, ...condition }) as {
		meanMs: number;
		deviationMs: number;
	};
	expect(egressScript(to(condition), true).join()).toContain(`delay ${meanMs}ms ${deviationMs}ms distribution ${name}`);
	expect(meanMs).toBeCloseTo(200, -1);
	expect(deviationMs).toBeCloseTo(200 / Math.sqrt(12), -1);
	const entries = text.trim().split(/\s+/).map(Number);
	expect(entries).toHaveLength(4_096);
	expect(entries.every(Number.isInteger)).toBe(true);
	expect([...entries].sort((a, b) => a - b)).toEqual(entries);
	const quantile = (share: number): number =>
		meanMs + ((entries[Math.floor(share * 4_096)] as number) / 8_192) * deviationMs;
	expect(Math.abs(quantile(0.25) - 150)).toBeLessThan(8);
	expect(Math.abs(quantile(0.9) - 280)).toBeLessThan(8);
});

it('needs no table for what is always the same', () => {
	expect(delayTable({ ...healthyLink, delays: [{ kind: 'constant', ms: 10 }] })).toBeUndefined();
});

it('cuts a long tail off at four deviations', () => {
	const table = delayTable({ ...healthyLink, delays: [{ kind: 'long-tail', minMs: 1, maxMs: 100_000 }] });
	const entries = (table?.text ?? '').trim().split(/\s+/).map(Number);
	expect(Math.max(...entries)).toBe(32_767);
});
