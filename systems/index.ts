import type { System } from '../harness/model/index.ts';
import { raft } from './raft/index.ts';

export { raft };

/** Every system that is built in. */
export const systems: readonly System[] = [raft];
