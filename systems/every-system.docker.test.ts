import { describe, expect, it } from 'vitest';
import { probeDocker } from '../harness/runtimes/docker/index.ts';
import { run } from '../run.ts';
import { systems } from './index.ts';

const { engine } = await probeDocker();

if (!engine.reachable && process.env['FAULTLINE_REQUIRE_DOCKER'] !== '1') {
	console.warn('systems in docker: skipped, no engine answers. FAULTLINE_REQUIRE_DOCKER=1 fails instead.');
	describe.skip('systems in docker', () => {
		it('need an engine', () => {});
	});
} else {
	it.each(systems.map((system) => [system.name, system] as const))(
		'%s is not accused in containers that are cut off, killed and paused',
		async (_, system) => {
			const { verdict, faults } = await run({ system, runtime: 'docker', timeMs: 6_000, recoveryMs: 4_000, seed: '1' });
			expect({ ...verdict, millis: 0 }).toMatchObject({ valid: true, nemeses: system.nemeses });
			expect(verdict.operations.ok).toBeGreaterThan(0);
			expect(faults.length).toBeGreaterThan(0);
		},
	);
}
