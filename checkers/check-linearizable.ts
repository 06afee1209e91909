import { type CheckerResult, type EventType, findByName, History, type JsonValue } from '../harness/model/index.ts';
import { type Algorithm, checkHistoryInThreads } from './linearizability/check-history.ts';
import { type Model, ModelError } from './linearizability/model.ts';
import { models } from './linearizability/models.ts';
import { withWeakerLevels } from './linearizability/weaker-levels.ts';

/** An event of a history, in the order in which they happened. */
export interface RecordedEvent {
	/** The client: it has one open operation at most, and never another after one that ended in `info`. */
	readonly process: number;
	/** `invoke`, then `ok` (it happened), `fail` (it did not) or `info` (nobody knows; it may happen at any later time). */
	readonly type: EventType;
	readonly f: string;
	/** The object that the operation is about, where there are many; each is checked on its own. */
	readonly key?: JsonValue;
	/** The argument of an `invoke`, the result of an `ok`. Null if not given. */
	readonly value?: JsonValue;
	/** Nanoseconds, for reports alone: what counts is the order. 0 if not given. */
	readonly time?: number;
	readonly error?: string;
}

export interface CheckLinearizableOptions<State> {
	/** What the object should behave like: a model of your own, or the name of one of `models`. */
	readonly model: Model<State> | string;
	/** Its state at first, where that is not the model's own. Only for models that have `withInitial`. */
	readonly initial?: JsonValue;
	/** The functions to check, where the history has others that the model knows nothing of. All if not given. */
	readonly only?: readonly string[];
	/** What decides: `polynomial`, `search`, or `auto`, the first where it can; see `algorithms`. `auto` if not given. */
	readonly algorithm?: Algorithm;
	/** After this the answer is `unknown`. 60,000 if not given. */
	readonly timeoutMs?: number;
	/** Memory that the search may take; one that wants more answers `unknown`. 1024 if not given. */
	readonly memoryMb?: number;
	/**
	 * Threads to search in, where that is faster; the answer does not depend on it. As many as there are cores if not given, and one
	 * where this is not the main thread.
	 */
	readonly threads?: number;
}

/**
 * Checks that a history is linearizable: that each operation can be given one instant between its invocation and its
 * completion, so that all together, in this order, are what the model allows (Herlihy and Wing 1990).
 *
 * ```ts
 * const { valid, anomalies } = await checkLinearizable(events, { model: 'cas-register', timeoutMs: 10_000 });
 * ```
 *
 * `valid` is `true`, `false` with anomalies that prove it, or `'unknown'` with a `reason`. Throws a `HistoryError` for events
 * that no correct recorder makes, and a `ModelError` for a model that does not fit them.
 */
export async function checkLinearizable<State>(
	history: History | Iterable<RecordedEvent>,
	{ model, initial, only, algorithm, timeoutMs = 60_000, memoryMb, threads }: CheckLinearizableOptions<State>,
): Promise<CheckerResult> {
	const recorded = history instanceof History ? history : historyOf(history);
	const options = {
		model: startingFrom(typeof model === 'string' ? findByName(models, model, 'model') : (model as Model), initial),
		timeLimitMs: timeoutMs,
		...(only !== undefined && { only }),
		...(algorithm !== undefined && { algorithm }),
		...(memoryMb !== undefined && { memoryLimitMb: memoryMb }),
	};
	return withWeakerLevels(await checkHistoryInThreads(recorded, options, threads), recorded, options);
}

function historyOf(events: Iterable<RecordedEvent>): History {
	const history = new History();
	for (const event of events) history.append({ ...event, time: event.time ?? 0, value: event.value ?? null });
	return history;
}

function startingFrom(model: Model, initial: JsonValue | undefined): Model {
	if (initial === undefined) return model;
	if (model.withInitial !== undefined) return model.withInitial(initial);
	throw new ModelError(`Expected no option initial, for the model ${model.name} has one initial state only`);
}
