import type { Checkpoint } from './kernel/kernel.ts';
import type { Problem } from './problem.ts';

/** Where and how it shows that a part is not linearizable. */
export interface Refutation {
	readonly problem: Problem;
	/** The rank of an operation whose return no order passes. */
	readonly failing: number;
	/** Some layers before that, the latest first, each with all configurations in which things could stand there, if the model tells their states. */
	readonly checkpoints: readonly Checkpoint[];
}
