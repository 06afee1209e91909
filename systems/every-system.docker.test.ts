import { describeWithEngine } from '../harness/runtimes/fixtures/docker-engine.ts';
import { everySystemContract } from './every-system.contract.ts';

describeWithEngine('systems in docker', () => everySystemContract('docker', 'containers'));
