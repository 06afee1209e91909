/** What a node's clock does from a moment on. */
export interface ClockSetting {
	/** Nanoseconds since the start of the run. */
	readonly time: number;
	readonly node: string;
	/** By how much it is off at that moment. */
	readonly offsetMs: number;
	/** How fast it runs from then on; 1 is right. */
	readonly rate: number;
}

/** How far off a clock is at a time at or after its setting, in milliseconds: ahead is positive. */
export function offsetAt({ time: since, offsetMs, rate }: Omit<ClockSetting, 'node'>, time: number): number {
	return offsetMs + ((time - since) * (rate - 1)) / 1e6;
}

export function isTrue({ offsetMs, rate }: Omit<ClockSetting, 'node' | 'time'>): boolean {
	return offsetMs === 0 && rate === 1;
}
