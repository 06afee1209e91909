import type { EventColumns } from '../model/event-columns.ts';
import type { JsonValue } from '../model/index.ts';

const INVOKE = 0;
/** How Jepsen's independent workloads print a tuple where they print its type. */
const tupleTags = ['#jepsen.independent.tuple', '#jepsen.independent/tuple', '#jepsen.independent.Tuple'];

type Pair = readonly [JsonValue, JsonValue];

/**
 * Splits values that are tuples `[key value]`, as Jepsen's independent workloads record them.
 *
 * Most print no type, and look as a register's `[old new]` does. A history is taken for one of those when every invocation's
 * value is a pair whose first item is no list, and some second item is nil or a list: so is no register's, whose reads begin
 * with nil and whose writes with a plain value.
 */
export function splitIndependentKeys(columns: EventColumns): void {
	const tupleOf = hasTaggedTuple(columns) ? taggedTuple : isKeyed(columns) ? plainPair : undefined;
	if (tupleOf === undefined) return;
	const open = new Map<number, JsonValue>();
	for (let index = 0; index < columns.length; index++) {
		const process = columns.processes[index] as number;
		const tuple = tupleOf(columns.value(index));
		if (columns.types[index] === INVOKE) open.set(process, tuple === undefined ? null : tuple[0]);
		const key = open.get(process) ?? null;
		if (key === null) continue;
		columns.setKey(index, key);
		// A completion may say less than its invocation: a time-out records no tuple.
		columns.setValue(index, tuple === undefined ? null : tuple[1]);
	}
}

function hasTaggedTuple(columns: EventColumns): boolean {
	for (let index = 0; index < columns.length; index++) {
		if (taggedTuple(columns.value(index)) !== undefined) return true;
	}
	return false;
}

function isKeyed(columns: EventColumns): boolean {
	if (columns.hasKeys || columns.functions.includes('txn')) return false;
	let isTelling = false;
	for (let index = 0; index < columns.length; index++) {
		if (columns.types[index] !== INVOKE) continue;
		const pair = plainPair(columns.value(index));
		if (pair === undefined || Array.isArray(pair[0])) return false;
		isTelling ||= pair[1] === null || Array.isArray(pair[1]);
	}
	return isTelling;
}

function plainPair(value: JsonValue): Pair | undefined {
	return Array.isArray(value) && value.length === 2 ? (value as unknown as Pair) : undefined;
}

function taggedTuple(value: JsonValue): Pair | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	const [name, ...others] = Object.keys(value);
	if (name === undefined || others.length > 0 || !tupleTags.includes(name)) return undefined;
	return plainPair((value as { readonly [name: string]: JsonValue })[name] as JsonValue);
}
