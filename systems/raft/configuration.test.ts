import { describe, expect, it } from 'vitest';
import { ConfigurationHistory, majority } from './configuration.ts';

describe('ConfigurationHistory', () => {
	it('falls back to the configuration before when an entry is overwritten', () => {
		const history = new ConfigurationHistory(['n1', 'n2', 'n3']);
		history.append({ index: 5, voters: ['n1', 'n2'] });
		history.append({ index: 9, voters: ['n1'] });
		history.truncate(9);
		expect(history.latest).toEqual({ index: 5, voters: ['n1', 'n2'] });
		history.truncate(2);
		expect(history.latest.voters).toEqual(['n1', 'n2', 'n3']);
	});

	it('never loses what a snapshot brought', () => {
		const history = new ConfigurationHistory(['n1', 'n2', 'n3']);
		history.append({ index: 12, voters: ['n1'] });
		history.compact({ index: 10, voters: ['n1', 'n2'] });
		expect(history.at(11).voters).toEqual(['n1', 'n2']);
		history.truncate(11);
		history.truncate(1);
		expect(history.latest).toEqual({ index: 10, voters: ['n1', 'n2'] });
	});
});

describe('majority', () => {
	it.each([
		[1, 1],
		[2, 2],
		[3, 2],
		[4, 3],
		[5, 3],
	])('of %i voters is %i', (voters, needed) => {
		expect(majority(voters)).toBe(needed);
	});
});
