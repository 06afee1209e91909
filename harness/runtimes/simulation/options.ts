import type { Distribution } from '../../model/index.ts';

/** The simulated world, when no fault is active. */
export interface SimulationOptions {
	/** One way, each message for itself: messages overtake each other. */
	readonly latency: Distribution;
	/** From a `sync` to its callback. */
	readonly syncLatency: Distribution;
	/**
	 * At a crash, the probability that a file loses everything that was not synced, as in a power cut. Otherwise a
	 * random prefix of its pending writes survives.
	 */
	readonly totalLossProbability: number;
	/** Keep every event for `trace.jsonl.gz`. The hash is computed in any case. */
	readonly keepTrace: boolean;
	/** Freeze every message and record deeply, so that a program which changes one throws. Slower; for tests of programs. */
	readonly freeze: boolean;
}

export const defaultSimulationOptions: SimulationOptions = {
	latency: { kind: 'exponential', minMs: 0.2, meanMs: 0.8 },
	syncLatency: { kind: 'exponential', minMs: 0.1, meanMs: 0.9 },
	totalLossProbability: 0.5,
	keepTrace: true,
	freeze: false,
};
