import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registry } from '../../../registry.ts';
import { faultKinds } from '../../model/index.ts';
import { viewOf } from '../fixtures/cluster-view.ts';
import { faultSchema } from './fault-schema.ts';

const nemeses = [...registry.nemeses, ...registry.benchmarkFaults.flatMap(({ nemesis }) => nemesis ?? [])];

test.each(nemeses)('what $name chooses is read back as it was written', (nemesis) => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 7 }), fc.nat(), (count, seed) => {
			const fault = nemesis.choose(viewOf(count, seed, { n1: { role: 'leader', term: 3 } }));
			if (fault !== undefined) expect(faultSchema.parse(JSON.parse(JSON.stringify(fault)))).toEqual(fault);
		}),
	);
});

test('the nemeses between them choose every kind there is', () => {
	expect(new Set(nemeses.flatMap(({ kinds }) => kinds))).toEqual(new Set(faultKinds));
});
