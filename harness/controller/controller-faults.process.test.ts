import { raft } from '../../systems/raft/index.ts';
import { processRuntime as runtime } from '../runtimes/process/index.ts';
import { describeRepeatedFaults } from './breaker.contract.ts';
import { describeLoadFaults } from './load.contract.ts';
import { describeMembershipFaults } from './membership.contract.ts';

describeRepeatedFaults(runtime);
describeLoadFaults(runtime);
describeMembershipFaults(runtime, raft);
