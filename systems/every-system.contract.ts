import { expect, it } from 'vitest';
import { run } from '../run.ts';
import { systems } from './index.ts';

/**
 * Three-phase commit takes a node for failed that has not answered in 80 ms, and is wrong where that is no failure
 * (see its README). A busy machine may delay a message for longer, and then the accusation is right: it has more tries.
 */
const triesWhereDelaysAreFatal = new Map([['three-phase-commit', 3]]);

/** Each correct system, on nodes that are real, under what it says that it tolerates. */
export function everySystemContract(runtime: 'docker' | 'process', where: string): void {
	for (const system of systems) {
		const retry = (triesWhereDelaysAreFatal.get(system.name) ?? 1) - 1;
		it(`${system.name} is not accused in ${where} that are cut off, killed and paused`, { retry }, async () => {
			const { verdict, faults } = await run({ system, runtime, timeMs: 8_000, recoveryMs: 4_000, seed: '1' });
			const complaints = Object.entries(verdict.checkers).filter(([, { valid }]) => valid !== true);
			expect(complaints).toEqual([]);
			expect(verdict).toMatchObject({ valid: true, nemeses: system.nemeses });
			expect(verdict.operations.ok).toBeGreaterThan(0);
			expect(faults.length).toBeGreaterThan(0);
		});
	}
}
