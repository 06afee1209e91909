import type { JsonValue } from '../../../harness/model/index.ts';
import type { TraceRow } from '../trace/trace-row.ts';
import { type ClockSetting, isTrue } from './clock-setting.ts';

/** Follows what the runtime did to the clocks of its nodes. */
export class ClockReader {
	readonly settings: ClockSetting[] = [];
	readonly #last = new Map<string, ClockSetting>();
	readonly #startsAnew: boolean;

	/** @param startsAnew whether a node that restarts begins to drift anew, as a new process does; in the simulation the clock goes on */
	constructor({ startsAnew }: { readonly startsAnew: boolean }) {
		this.#startsAnew = startsAnew;
	}

	read(row: TraceRow): void {
		const { time, kind, node } = row;
		if (node === undefined) return;
		if (kind === 'clock') {
			const condition = conditionOf(row.detail ?? row.condition);
			if (condition !== undefined) this.#set({ time, node, ...condition });
		} else if (kind === 'start' && this.#startsAnew) {
			const last = this.#last.get(node);
			if (last !== undefined && !isTrue(last)) this.#set({ ...last, time });
		}
	}

	#set(setting: ClockSetting): void {
		this.#last.set(setting.node, setting);
		this.settings.push(setting);
	}
}

function conditionOf(detail: JsonValue | undefined): { offsetMs: number; rate: number } | undefined {
	const { offsetMs, rate } = (detail ?? {}) as { readonly offsetMs?: JsonValue; readonly rate?: JsonValue };
	return typeof offsetMs === 'number' && typeof rate === 'number' ? { offsetMs, rate } : undefined;
}
