import { registry } from '../../../registry.ts';
import { raft } from '../../../systems/raft/index.ts';
import { simulation as runtime } from '../../runtimes/simulation/index.ts';
import { describeSchedules } from './play-script.contract.ts';

describeSchedules(runtime, raft, registry);
