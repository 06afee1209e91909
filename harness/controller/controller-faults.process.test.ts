import { processRuntime as runtime } from '../runtimes/process/index.ts';
import { describeRepeatedFaults } from './breaker.contract.ts';
import { describeLoadFaults } from './load.contract.ts';

describeRepeatedFaults(runtime);
describeLoadFaults(runtime);
