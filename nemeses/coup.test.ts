import { describe, expect, it } from 'vitest';
import type { ClusterView, Fault, JsonValue } from '../harness/model/index.ts';
import { createRandom } from '../harness/runtimes/random.ts';
import { coupCrash, coupPartition } from './coup.ts';

/** Asks every 3 ms; `leaderAt` says who leads in which term. Returns when it struck, and what it did. */
function watch(
	nemesis: typeof coupCrash,
	untilMs: number,
	leaderAt: (ms: number) => { node: string; term: number } | undefined,
	seed = '1',
): { at: number; fault: Fault }[] {
	const notes = new Map<string, JsonValue>();
	const random = createRandom(seed, 'test');
	const blows: { at: number; fault: Fault }[] = [];
	for (let now = 0; now < untilMs; now += 3) {
		const leader = leaderAt(now);
		const view: ClusterView = {
			nodes: ['n1', 'n2', 'n3'],
			random,
			now,
			notes,
			inspect: (node) => (node === leader?.node ? { role: 'leader', term: leader.term } : { role: 'follower' }),
		};
		const fault = nemesis.choose(view);
		if (fault !== undefined) blows.push({ at: now, fault });
	}
	return blows;
}

describe('a coup', () => {
	it('strikes within some 30 ms of an election, each time at another moment', () => {
		const elected = (ms: number): { node: string; term: number } | undefined =>
			ms < 200 ? undefined : { node: 'n2', term: 4 };
		const moments = Array.from({ length: 30 }, (_, seed) => watch(coupCrash, 400, elected, String(seed)));
		for (const blows of moments) {
			expect(blows).toHaveLength(1);
			expect(blows[0]?.fault).toEqual({ kind: 'crash', nodes: ['n2'] });
			expect(blows[0]?.at).toBeGreaterThanOrEqual(200);
			expect(blows[0]?.at).toBeLessThan(240);
		}
		expect(new Set(moments.map((blows) => blows[0]?.at)).size).toBeGreaterThan(5);
	});

	it('strikes again at a new term, and not at one that it has seen', () => {
		const reigns = (ms: number): { node: string; term: number } => ({ node: 'n1', term: Math.floor(ms / 300) });
		expect(watch(coupCrash, 890, reigns).length).toBe(2);
	});

	it('waits a second for an election, and then brings one about', () => {
		const steady = (): { node: string; term: number } => ({ node: 'n3', term: 1 });
		const [blow] = watch(coupPartition, 1500, steady);
		expect(blow?.at).toBeGreaterThanOrEqual(1000);
		expect(blow?.at).toBeLessThan(1010);
		expect(blow?.fault).toMatchObject({ kind: 'cut' });
		expect(blow?.fault.kind === 'cut' && blow.fault.links).toHaveLength(4);
	});

	it('does nothing without a leader', () => {
		expect(watch(coupCrash, 3000, () => undefined)).toEqual([]);
	});
});
