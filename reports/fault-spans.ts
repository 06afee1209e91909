import type { Fault, FaultEvent } from '../harness/model/index.ts';

/** A fault from the moment it took effect until it was healed, in nanoseconds since the start of the run. */
export interface FaultSpan {
	readonly id: number;
	readonly nemesis: string;
	readonly fault: Fault;
	readonly from: number;
	/** `null`: it was never healed. */
	readonly to: number | null;
}

/** Joins every `inject` to its `heal`, in the order of injection. A heal without an inject is left out. */
export function faultSpans(faults: readonly FaultEvent[]): readonly FaultSpan[] {
	const healedAt = new Map<number, number>();
	for (const event of faults) if (event.type === 'heal') healedAt.set(event.id, event.time);
	return faults
		.filter((event) => event.type === 'inject')
		.map(({ id, nemesis, fault, time }) => ({ id, nemesis, fault, from: time, to: healedAt.get(id) ?? null }));
}
