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
	const invocations = [...history.events()].filter(({ type }) => type === 'invoke');
	const isFinal = ({ time }: HistoryEvent): boolean => time >= (timeMs + recoveryMs) * 1e6;
	const operation = ({ process, f, key, value }: HistoryEvent): Omit<ScenarioOperation, 'atMs'> => ({
		client: process % concurrency,
		f,
		...(key !== undefined && { key }),
		value,
	});
	const endMs = history.length === 0 ? timeMs : history.event(history.length - 1).time / 1e6;
	return {
		operations: invocations
			.filter((event) => !isFinal(event))
			.map((event) => ({ atMs: event.time / 1e6, ...operation(event) })),
		finalOperations: invocations.filter(isFinal).map(operation),
		faults: spansOf(faults, endMs),
		endMs: Math.min(endMs, timeMs + recoveryMs),
	};
}

function spansOf(events: readonly FaultEvent[], endMs: number): ScenarioFault[] {
	const healedAt = new Map(events.filter(({ type }) => type === 'heal').map(({ id, time }) => [id, time / 1e6]));
	return events
		.filter(({ type }) => type === 'inject')
		.map(({ id, time, fault }) => ({ atMs: time / 1e6, untilMs: healedAt.get(id) ?? endMs, fault }));
}
