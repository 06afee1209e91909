import { raft } from '../../systems/raft/index.ts';
import { dockerRuntime } from '../runtimes/docker/index.ts';
import { describeWithEngine } from '../runtimes/fixtures/docker-engine.ts';
import { describeRepeatedFaults } from './breaker.contract.ts';
import { describeLoadFaults } from './load.contract.ts';
import { describeMembershipFaults } from './membership.contract.ts';

describeWithEngine('faults of the controller in docker', () => {
	describeRepeatedFaults(dockerRuntime);
	describeLoadFaults(dockerRuntime);
	describeMembershipFaults(dockerRuntime, raft);
});
