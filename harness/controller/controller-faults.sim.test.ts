import { simulation as runtime } from '../runtimes/simulation/index.ts';
import { describeRepeatedFaults } from './breaker.contract.ts';
import { describeLoadFaults } from './load.contract.ts';

describeRepeatedFaults(runtime);
describeLoadFaults(runtime);
