import type { Nemesis } from '../harness/model/index.ts';
import { clocks } from './clock.ts';
import { coups } from './coup.ts';
import { crashes } from './crash.ts';
import { disks } from './disk.ts';
import { loads } from './load.ts';
import { members } from './member.ts';
import { networks } from './network.ts';
import { partitions } from './partition.ts';
import { pauses } from './pause.ts';

export { benchmarkFaults } from './benchmark.ts';
export { anyClock, clockDrift, clockSkew, clockStep, clockStrobe } from './clock.ts';
export { coupCrash, coupPartition, coupPause } from './coup.ts';
export {
	anyCrash,
	crashAll,
	crashLeader,
	crashLoop,
	crashLost,
	crashMajority,
	crashMinority,
	crashOne,
	crashTorn,
} from './crash.ts';
export {
	anyDisk,
	diskBitFlip,
	diskFull,
	diskLostSync,
	diskReadError,
	diskSlow,
	diskTruncate,
	diskWipe,
	diskWriteError,
} from './disk.ts';
export { anyLoad, burst, clientCrash, clientSlow } from './load.ts';
export { anyMember, memberRemove, memberReplace } from './member.ts';
export { anyNetwork, bandwidth, delay, duplicate, loss, reorder } from './network.ts';
export {
	anyPartition,
	cutBetween,
	partitionBridge,
	partitionHalves,
	partitionLeader,
	partitionMinority,
	partitionNode,
	partitionOneWay,
	partitionPartial,
	partitionRandomHalves,
	partitionRing,
} from './partition.ts';
export { anyPause, pauseAll, pauseLeader, pauseMajority, pauseMinority, pauseOne } from './pause.ts';

/** Every nemesis there is. */
export const nemeses: readonly Nemesis[] = [
	...partitions,
	...crashes,
	...pauses,
	...coups,
	...networks,
	...clocks,
	...disks,
	...members,
	...loads,
];
