import type { Anomaly, History, JsonValue, Operation } from '../harness/model/index.ts';

/** The operations that prove an anomaly, with whatever the checker told about them. */
export interface Witness {
	/** In the order of their invocations. */
	readonly operations: readonly Operation[];
	/** The object they are about; `undefined` when the anomaly is not about one. */
	readonly key: JsonValue | undefined;
	/** The sequential specification that they break, by name. */
	readonly model: string | undefined;
	/** How things could stand when the witness begins. */
	readonly before: readonly WitnessStart[];
	/** The states that were possible just before the failing operation returned, in words. */
	readonly states: readonly string[];
	/** The operation (by the index of its `invoke`) whose completion cannot be explained. */
	readonly failing: number | undefined;
	/** The longest orders that go well until nothing fits any more. */
	readonly paths: readonly WitnessPath[];
	/** False when there may be a smaller witness: the checker ran out of time. */
	readonly minimized: boolean;
}

/** A state in words, with the operations of the witness that have taken effect in it already. */
export interface WitnessStart {
	readonly state: string;
	readonly applied: readonly number[];
}

/** A partial linearization: operations in the order in which they may have taken effect. */
export interface WitnessPath {
	/** The state in which it begins. */
	readonly from: string;
	readonly order: readonly { readonly operation: number; readonly state: string }[];
	/** The operation that should come now and cannot. */
	readonly stuck: number | undefined;
	/** Others that could not come now either. */
	readonly alsoStuck: readonly number[];
}

/** An object of unknown origin: every field may be missing or of another shape. */
type Unchecked = { readonly [field: string]: JsonValue | undefined };

/**
 * Reads an anomaly with what the linearizability checker says about it. Every field of its details may be missing, and one
 * of an unexpected shape is taken as missing: a report must open whatever a checker wrote.
 */
export function witnessOf(anomaly: Anomaly, history: History): Witness {
	const details: Unchecked = anomaly.details ?? {};
	const operations = anomaly.operations
		.filter((index) => index >= 0 && index < history.length && history.event(index).type === 'invoke')
		.map((index) => history.operation(index));
	operations.sort((a, b) => a.invoked - b.invoked);
	const failing = details['failing'];
	return {
		operations,
		key: details['key'] ?? commonKey(operations),
		model: typeof details['model'] === 'string' ? details['model'] : undefined,
		before: asObjects(details['before']).map(({ state, applied }) => ({
			state: asText(state),
			applied: asIndices(applied),
		})),
		states: asList(details['states']).map(asText),
		failing: typeof failing === 'number' ? failing : undefined,
		paths: asObjects(details['finalPaths']).map(asPath),
		minimized: details['minimized'] !== false,
	};
}

function asPath({ from, order, stuck, alsoStuck }: Unchecked): WitnessPath {
	return {
		from: asText(from),
		order: asObjects(order).flatMap(({ operation, state }) =>
			typeof operation === 'number' ? [{ operation, state: asText(state) }] : [],
		),
		stuck: typeof stuck === 'number' ? stuck : undefined,
		alsoStuck: asIndices(alsoStuck),
	};
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
	return Array.isArray(value) ? value : [];
}

function asObjects(value: JsonValue | undefined): readonly Unchecked[] {
	return asList(value).filter(
		(item): item is { readonly [field: string]: JsonValue } =>
			typeof item === 'object' && item !== null && !Array.isArray(item),
	);
}

function asIndices(value: JsonValue | undefined): readonly number[] {
	return asList(value).filter((index) => typeof index === 'number');
}

function asText(value: JsonValue | undefined): string {
	return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function commonKey(operations: readonly Operation[]): JsonValue | undefined {
	const keys = new Set(operations.map(({ key }) => JSON.stringify(key)));
	return keys.size === 1 ? operations[0]?.key : undefined;
}
