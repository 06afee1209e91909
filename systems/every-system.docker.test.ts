import { describe, it } from 'vitest';
import { probeDocker } from '../harness/runtimes/docker/index.ts';
import { everySystemContract } from './every-system.contract.ts';

const { engine } = await probeDocker();

if (!engine.reachable && process.env['FAULTLINE_REQUIRE_DOCKER'] !== '1') {
	console.warn('systems in docker: skipped, no engine answers. FAULTLINE_REQUIRE_DOCKER=1 fails instead.');
	describe.skip('systems in docker', () => {
		it('need an engine', () => {});
	});
} else {
	everySystemContract('docker', 'containers');
}
