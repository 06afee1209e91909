import type { Anomaly } from '../harness/model/index.ts';

/** Those that are proved by the fewest operations come first, for they are understood soonest; those without any last. */
export function smallestFirst(anomalies: readonly Anomaly[]): readonly Anomaly[] {
	return anomalies.toSorted((a, b) => sizeOf(a) - sizeOf(b));
}

export function sizeOf({ operations }: Anomaly): number {
	return operations.length || Number.MAX_SAFE_INTEGER;
}
