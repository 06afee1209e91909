import { expect, it } from 'vitest';
import { run } from '../run.ts';
import { systems } from './index.ts';

it.each(systems.map((system) => [system.name, system] as const))(
	'%s is not accused in processes that are cut off, killed and paused',
	async (_, system) => {
		const { verdict, faults } = await run({ system, runtime: 'process', timeMs: 6_000, recoveryMs: 4_000, seed: '1' });
		expect({ ...verdict, millis: 0 }).toMatchObject({ valid: true, nemeses: system.nemeses });
		expect(verdict.operations.ok).toBeGreaterThan(0);
		expect(faults.length).toBeGreaterThan(0);
	},
);
