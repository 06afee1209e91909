import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../model/index.ts';
import { StateCoverage } from './state-coverage.ts';

type States = Readonly<Record<string, Inspection | undefined>>;

function visits(...moments: readonly States[]): readonly number[] {
	const coverage = new StateCoverage();
	for (const [time, states] of moments.entries()) {
		coverage.changed(time, Object.keys(states), (node) => states[node]);
	}
	return [...coverage.firstVisits.values()];
}

const follower = (term: number, leader: string | null, lastIndex = 1): Inspection => ({
	role: 'follower',
	term,
	leader,
	lastIndex,
});
const leader = (term: number, id: string, lastIndex = 1): Inspection => ({
	role: 'leader',
	term,
	leader: id,
	lastIndex,
});

describe('StateCoverage', () => {
	const calm = { n1: leader(1, 'n1'), n2: follower(1, 'n1'), n3: follower(1, 'n1') };

	it('does not tell nodes apart, nor terms that have only gone on', () => {
		const renamed = { n1: follower(9, 'n3', 40), n2: follower(9, 'n3', 40), n3: leader(9, 'n3', 40) };
		expect(visits(calm, calm, renamed)).toEqual([0]);
	});

	it('tells who is down, who is behind, and who follows whom', () => {
		expect(
			visits(
				calm,
				{ ...calm, n3: undefined },
				{ ...calm, n3: follower(0, 'n1') },
				{ ...calm, n3: follower(1, 'n1', 0) },
				{ ...calm, n3: follower(1, null) },
				{ ...calm, n3: follower(1, 'n2') },
				{ ...calm, n3: { ...follower(2, null), role: 'candidate' } },
				{ ...calm, n3: leader(2, 'n3') },
			),
		).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
	});
});
