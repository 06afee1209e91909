import { everySystemContract } from './every-system.contract.ts';

everySystemContract('process', 'processes');
