import { describe, expect, it } from 'vitest';
import type { Checker, Invariant, Registry, System, Usage } from '../model/index.ts';
import { simulation } from '../runtimes/simulation/index.ts';
import { primary, registry } from './fixtures/primary-system.ts';
import { type PartialTestOptions, resolveOptions } from './resolve-options.ts';
import { runTest } from './run-test.ts';

/** Breaks at the first event that happens to this node after its start. */
const untouched = (wanted: string): Invariant => ({
	name: `untouched-${wanted}`,
	description: 'Nothing ever happens to it',
	watch: () => {
		let events = 0;
		return {
			afterEvent: (node) => (node === wanted && ++events > 1 ? `something happened to ${node}` : undefined),
		};
	},
});

let measured: Usage | undefined;
const meter: Checker = {
	name: 'meter',
	description: 'Looks at what was used',
	needs: 'usageAfterHealing',
	async check({ usageAfterHealing }) {
		measured = usageAfterHealing;
		return { valid: true, anomalies: [], millis: 0 };
	},
};

const watched: System = {
	...primary,
	invariants: [untouched('n1'), untouched('n3')],
	workloads: primary.workloads.map((workload) => ({
		...workload,
		checkers: [...workload.checkers, { checker: 'meter' }],
	})),
};
const registryOfWatched: Registry = { ...registry, systems: [watched], checkers: [...registry.checkers, meter] };

async function verdictOf(given: Partial<PartialTestOptions> = {}) {
	const options = resolveOptions(
		{ system: 'primary', timeMs: 2000, recoveryMs: 1000, operationTimeoutMs: 100, ...given },
		registryOfWatched,
		() => '1',
	);
	const environment = { registry: registryOfWatched, runtime: simulation, versions: { faultline: '0', node: '0' } };
	return (await runTest(options, environment)).verdict;
}

describe('the invariants of a system', () => {
	it('are one more checker of the verdict, which names the event that broke one', async () => {
		const { valid, checkers } = await verdictOf({ nemeses: [] });
		expect(valid).toBe(false);
		expect(checkers['counts']?.valid).toBe(true);
		expect(checkers['invariants']).toMatchObject({
			valid: false,
			anomalies: [
				{
					type: 'untouched-n1',
					message: expect.stringMatching(
						/^something happened to n1\. Broken at 0\.\d{3} s at n1, by the event `deliver /,
					),
					details: { node: 'n1', eventNumber: expect.any(Number) },
				},
			],
			statistics: { watched: ['untouched-n1', 'untouched-n3'] },
		});
	});

	it('are left alone when asked, and the run is the same', async () => {
		const on = await verdictOf();
		const off = await verdictOf({ invariants: 'off' });
		expect(off.valid).toBe(true);
		expect(off.checkers['invariants']).toBeUndefined();
		expect(off.traceHash).toBe(on.traceHash);
	});
});

describe('what is used after healing', () => {
	it('is counted from the last heal, or from the start where nothing is broken', async () => {
		await verdictOf();
		const afterHealing = measured as Usage;
		await verdictOf({ nemeses: [] });
		// 100 operations a second, two messages each: a second after healing, three seconds in all.
		expect(afterHealing.messages).toBeGreaterThan(150);
		expect(afterHealing.messages).toBeLessThan(250);
		expect(measured?.messages).toBeGreaterThan(500);
		expect(measured?.syncs).toBe(0);
	});

	it('is what a checker needs, or there is no such checker in the verdict', async () => {
		expect(Object.keys((await verdictOf()).checkers)).toEqual(['counts', 'meter', 'invariants']);
		const blind = {
			...simulation,
			deploy: async (...deployment: Parameters<typeof simulation.deploy>) =>
				Object.assign(await simulation.deploy(...deployment), { usage: () => null }),
		};
		const options = resolveOptions({ system: 'primary', timeMs: 500 }, registryOfWatched, () => '1');
		const environment = { registry: registryOfWatched, runtime: blind, versions: { faultline: '0', node: '0' } };
		expect(Object.keys((await runTest(options, environment)).verdict.checkers)).toEqual(['counts', 'invariants']);
	});
});
