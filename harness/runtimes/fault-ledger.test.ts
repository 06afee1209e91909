import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClusterFault } from '../model/index.ts';
import {
	type Change,
	type ClockCondition,
	type DiskCondition,
	healthyDisk,
	healthyLink,
	type LinkCondition,
	trueClock,
} from './conditions.ts';
import { FaultLedger } from './fault-ledger.ts';

/** A cluster that does what it is told, and notices orders that make no sense. */
class Puppets {
	readonly down = new Set<string>();
	readonly paused = new Set<string>();
	readonly clocks = new Map<string, ClockCondition>();
	readonly disks = new Map<string, DiskCondition>();
	readonly links = new Map<string, LinkCondition>();

	carryOut(changes: readonly Change[]): void {
		for (const change of changes) this.#make(change);
	}

	isHealthy(): boolean {
		return (
			this.down.size === 0 &&
			this.paused.size === 0 &&
			[...this.clocks.values()].every(({ offsetMs, rate }) => Math.abs(offsetMs) < 1e-6 && Math.abs(rate - 1) < 1e-9) &&
			[...this.disks.values()].every((disk) => JSON.stringify(disk) === JSON.stringify(healthyDisk)) &&
			[...this.links.values()].every((link) => JSON.stringify(link) === JSON.stringify(healthyLink))
		);
	}

	#make(change: Change): void {
		switch (change.kind) {
			case 'link':
				this.links.set(`${change.link.from}>${change.link.to}`, change.condition);
				return;
			case 'clock':
				this.clocks.set(change.node, change.condition);
				return;
			case 'disk':
				this.disks.set(change.node, change.condition);
				return;
			case 'kill':
				expect(this.down.has(change.node)).toBe(false);
				this.down.add(change.node);
				this.paused.delete(change.node);
				return;
			case 'start':
				expect(this.down.delete(change.node)).toBe(true);
				return;
			case 'damage':
				expect(this.down.has(change.node)).toBe(true);
				return;
			case 'pause':
				expect(this.down.has(change.node) || this.paused.has(change.node)).toBe(false);
				this.paused.add(change.node);
				return;
			case 'resume':
				expect(this.paused.delete(change.node)).toBe(true);
				return;
			case 'revive':
				expect(this.down.has(change.node)).toBe(false);
				return;
			case 'repair':
		}
	}
}

const nodes = fc.subarray(['n1', 'n2', 'n3'], { minLength: 1 });
const links = fc.subarray(
	[
		{ from: 'n1', to: 'n2' },
		{ from: 'n2', to: 'n1' },
		{ from: 'n1', to: 'n3' },
	],
	{ minLength: 1 },
);
const delay = fc.constantFrom(
	{ kind: 'constant', ms: 5 } as const,
	{ kind: 'long-tail', minMs: 1, maxMs: 100 } as const,
);
const kind = <K extends ClusterFault['kind']>(value: K): fc.Arbitrary<K> => fc.constant(value);
const fault: fc.Arbitrary<ClusterFault> = fc.oneof(
	fc.record({ kind: kind('cut'), links }),
	fc.record({ kind: kind('loss'), links, probability: fc.constantFrom(0.1, 0.5) }),
	fc.record({ kind: kind('delay'), links, delay }),
	fc.record({ kind: kind('reorder'), links, probability: fc.constant(0.2), holdMs: fc.constant(30) }),
	fc.record({ kind: kind('bandwidth'), links, bytesPerSecond: fc.constantFrom(1_000, 9_000) }),
	fc.record({ kind: kind('crash'), nodes }),
	fc.record({ kind: kind('pause'), nodes }),
	fc.record({ kind: kind('clock-step'), nodes, offsetMs: fc.constantFrom(-50, 70) }),
	fc.record({ kind: kind('clock-drift'), nodes, rate: fc.constantFrom(0.5, 2) }),
	fc.record({ kind: kind('disk-slow'), nodes, delay }),
	fc.record({ kind: kind('disk-full'), nodes }),
	fc.record({ kind: kind('disk-read-error'), nodes }),
	fc.record({ kind: kind('disk-bit-flip'), nodes, bits: fc.constant(1) }),
	fc.record({ kind: kind('disk-wipe'), nodes }),
	fc.record({ kind: kind('disk-lost-sync'), nodes }),
);

describe('FaultLedger', () => {
	it('gives orders that make sense, and leaves a healthy cluster when all is healed, in whatever order', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fault, fc.nat(20)), { minLength: 1, maxLength: 8 }), (planned) => {
				const ledger = new FaultLedger();
				const puppets = new Puppets();
				const active: ClusterFault[] = [];
				const healOne = (place: number): void => {
					const [healed] = active.splice(place % active.length, 1);
					puppets.carryOut(ledger.heal(healed as ClusterFault));
				};
				for (const [next, place] of planned) {
					puppets.carryOut(ledger.inject(next));
					active.push(next);
					if (place % 3 === 0) healOne(place);
				}
				while (active.length > 0) healOne(planned[0]?.[1] ?? 0);
				expect(puppets.isHealthy()).toBe(true);
			}),
		);
	});

	it('adds delays and offsets up, and lets the worst loss and the slowest line count', () => {
		const ledger = new FaultLedger();
		const one = [{ from: 'n1', to: 'n2' }];
		const puppets = new Puppets();
		const faults: ClusterFault[] = [
			{ kind: 'delay', links: one, delay: { kind: 'constant', ms: 5 } },
			{ kind: 'delay', links: one, delay: { kind: 'constant', ms: 7 } },
			{ kind: 'loss', links: one, probability: 0.2 },
			{ kind: 'loss', links: one, probability: 0.1 },
			{ kind: 'bandwidth', links: one, bytesPerSecond: 9_000 },
			{ kind: 'bandwidth', links: one, bytesPerSecond: 1_000 },
			{ kind: 'clock-step', nodes: ['n1'], offsetMs: 30 },
			{ kind: 'clock-skew', nodes: ['n2', 'n1'], offsetsMs: [1, -10] },
		];
		for (const each of faults) puppets.carryOut(ledger.inject(each));
		expect(puppets.links.get('n1>n2')).toEqual({
			...healthyLink,
			delays: [
				{ kind: 'constant', ms: 5 },
				{ kind: 'constant', ms: 7 },
			],
			lossProbability: 0.2,
			bytesPerSecond: 1_000,
		});
		expect(puppets.clocks.get('n1')).toEqual({ ...trueClock, offsetMs: 20 });
	});
});
