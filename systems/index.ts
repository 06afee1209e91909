import type { System } from '../harness/model/index.ts';
import { raft } from './raft/index.ts';
import { twoPhaseCommit } from './two-phase-commit/index.ts';

export { raft, twoPhaseCommit };

/** Every system that is built in. */
export const systems: readonly System[] = [raft, twoPhaseCommit];
