import { registry } from '../../../registry.ts';
import { raft } from '../../../systems/raft/index.ts';
import { processRuntime as runtime } from '../../runtimes/process/index.ts';
import { describeSchedules } from './play-script.contract.ts';

describeSchedules(runtime, raft, registry);
