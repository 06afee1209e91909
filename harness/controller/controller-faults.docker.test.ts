import { describe } from 'vitest';
import { dockerRuntime, probeDocker } from '../runtimes/docker/index.ts';
import { describeRepeatedFaults } from './breaker.contract.ts';
import { describeLoadFaults } from './load.contract.ts';

const { engine } = await probeDocker();

if (engine.reachable) {
	describeRepeatedFaults(dockerRuntime);
	describeLoadFaults(dockerRuntime);
} else describe.skip('faults of the controller on docker: no engine answers', () => {});
