import { type EventType, History, type JsonValue } from '../../harness/model/index.ts';

/** What one process does next. It ends when the process has another step, or with the history. */
export interface OverlappingStep {
	readonly process: number;
	readonly f: string;
	readonly ends: Exclude<EventType, 'invoke'>;
}

/**
 * The history of operations that overlap: those of other processes come between an invocation and its completion. A process
 * whose operation crashes does nothing more.
 *
 * @param inputOf the value of the invocation
 * @param answer called when the operation ends; the value of the completion
 */
export function overlappingHistory<Step extends OverlappingStep>(
	steps: readonly Step[],
	inputOf: (step: Step) => JsonValue,
	answer: (step: Step) => JsonValue,
): History {
	const history = new History();
	const open = new Map<number, Step>();
	const retired = new Set<number>();
	const finish = (step: Step) => {
		const { process, f, ends } = step;
		history.append({ time: history.length * 1e6, process, type: ends, f, value: answer(step) });
		open.delete(process);
		if (ends === 'info') retired.add(process);
	};
	for (const step of steps) {
		const { process, f } = step;
		const before = open.get(process);
		if (before !== undefined) finish(before);
		if (retired.has(process)) continue;
		history.append({ time: history.length * 1e6, process, type: 'invoke', f, value: inputOf(step) });
		open.set(process, step);
	}
	for (const step of open.values()) finish(step);
	return history;
}
