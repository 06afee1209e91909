import type { Nemesis } from '../harness/model/index.ts';
import { clocks } from './clock.ts';
import { coups } from './coup.ts';
import { crashes } from './crash.ts';
import { networks } from './network.ts';
import { partitions } from './partition.ts';
import { pauses } from './pause.ts';

export { benchmarkFaults } from './benchmark.ts';
export { anyClock, clockDrift, clockStep } from './clock.ts';
export { coupCrash, coupPartition, coupPause } from './coup.ts';
export { anyCrash, crashAll, crashLeader, crashMajority, crashMinority, crashOne } from './crash.ts';
export { anyNetwork, delay, duplicate, loss } from './network.ts';
export {
	anyPartition,
	cutBetween,
	partitionBridge,
	partitionHalves,
	partitionLeader,
	partitionNode,
	partitionOneWay,
	partitionRandomHalves,
	partitionRing,
} from './partition.ts';
export { anyPause, pauseLeader, pauseMajority, pauseMinority, pauseOne } from './pause.ts';

/** Every nemesis there is. */
export const nemeses: readonly Nemesis[] = [...partitions, ...crashes, ...pauses, ...coups, ...networks, ...clocks];
