import type {
	FaultEvent,
	HistoryEvent,
	RunRecord,
	Scenario,
	ScenarioFault,
	ScenarioOperation,
} from '../../model/index.ts';

/** The scenario of a run that has ended: what was done in it, whoever chose it. */
export function recordScenario({ options, history, faults }: RunRecord): Scenario {
	const { timeMs, recoveryMs, concurrency } = options;
	const finalFrom = (timeMs + recoveryMs) * 1e6;
	const isFinal = ({ time }: HistoryEvent): boolean => time >= finalFrom;
	const invocations = [...history.events()].filter(({ type }) => type === 'invoke');
	const main = invocations.filter((event) => !isFinal(event));
	const final = afterTheirCauses([...history.events()].filter(isFinal));
	const endMs = history.length === 0 ? timeMs : history.event(history.length - 1).time / 1e6;
	return {
		operations: main.map((event) => operationOf(event, 0, concurrency)),
		finalOperations: final.map((event) => operationOf(event, final[0]?.time ?? 0, concurrency)),
		faults: spansOf(faults, endMs),
		endMs: Math.min(endMs, timeMs + recoveryMs),
	};
}

function operationOf(
	{ time, process, f, key, value }: HistoryEvent,
	start: number,
	concurrency: number,
): ScenarioOperation {
	return { atMs: (time - start) / 1e6, client: process % concurrency, f, ...(key !== undefined && { key }), value };
}

/**
 * The invocations among events. What was asked for at the moment when another client's operation ended was asked for because
 * that ended: told by its time alone it would come first, so it comes a nanosecond later.
 */
function afterTheirCauses(events: readonly HistoryEvent[]): HistoryEvent[] {
	const invocations: HistoryEvent[] = [];
	let begun = false;
	let cause: HistoryEvent | undefined;
	for (const event of events) {
		if (event.type !== 'invoke') {
			if (begun) cause = event;
			continue;
		}
		begun = true;
		// Its own client waits for the answer anyway; but not for those that were asked before.
		const isOwn = cause?.process === event.process && (invocations.at(-1)?.time ?? 0) <= event.time;
		invocations.push(cause?.time === event.time && !isOwn ? { ...event, time: event.time + 1 } : event);
	}
	return invocations;
}

function spansOf(events: readonly FaultEvent[], endMs: number): ScenarioFault[] {
	const healedAt = new Map(events.filter(({ type }) => type === 'heal').map(({ id, time }) => [id, time / 1e6]));
	return events
		.filter(({ type }) => type === 'inject')
		.map(({ id, time, fault }) => ({ atMs: time / 1e6, untilMs: healedAt.get(id) ?? endMs, fault }));
}
