import { describe } from 'vitest';
import { raft } from '../../systems/raft/index.ts';
import { dockerRuntime, probeDocker } from '../runtimes/docker/index.ts';
import { describeRepeatedFaults } from './breaker.contract.ts';
import { describeLoadFaults } from './load.contract.ts';
import { describeMembershipFaults } from './membership.contract.ts';

const { engine } = await probeDocker();

if (engine.reachable) {
	describeRepeatedFaults(dockerRuntime);
	describeLoadFaults(dockerRuntime);
	describeMembershipFaults(dockerRuntime, raft);
} else describe.skip('faults of the controller on docker: no engine answers', () => {});
