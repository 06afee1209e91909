import { describe, expect, it } from 'vitest';
import { findByName, UsageError } from './errors.ts';

const systems = [{ name: 'raft' }, { name: 'paxos' }, { name: 'two-phase-commit' }];

describe('findByName', () => {
	it('finds', () => {
		expect(findByName(systems, 'paxos', 'system')).toBe(systems[1]);
	});

	it.each([
		['rapt', 'Expected a system, got `rapt`. Did you mean `raft`?'],
		['Paxo', 'Expected a system, got `Paxo`. Did you mean `paxos`?'],
		['two-phase', 'Expected a system, got `two-phase`. Did you mean `two-phase-commit`?'],
		['zookeeper', 'Expected a system, got `zookeeper`. There is: raft, paxos, two-phase-commit.'],
	])('names the nearest match of %s', (name, message) => {
		expect(() => findByName(systems, name, 'system')).toThrow(new UsageError(message));
	});
});
