import type { History, JsonValue, NodeId, Operation } from '../../model/index.ts';

/**
 * An operation when it has ended: `client 4 reads x = 1 from n1`, `client 0 writes x = 2: acknowledged by n3`.
 *
 * @param node who answered; nothing when nobody did, or nobody knows who
 */
export function tellOperation(operation: Operation, node: NodeId | undefined): string {
	const { process, type, error } = operation;
	const what = `client ${process} ${deed(operation)}`;
	if (type === 'fail') return `${what}: refused${node === undefined ? '' : ` by ${node}`}`;
	if (type === 'info') return `${what}: nobody knows what became of it${error === undefined ? '' : ` (${error})`}`;
	if (isRead(operation)) return node === undefined ? what : `${what} from ${node}`;
	return `${what}: acknowledged${node === undefined ? '' : ` by ${node}`}`;
}

/** Why the result of an operation cannot be, where that can be said in a few words; nothing otherwise. */
export function tellContradiction(operation: Operation, history: History): string | undefined {
	if (!isRead(operation) || operation.type !== 'ok') return undefined;
	const before = lastAcknowledged(operation, history);
	if (before === undefined || same(before.value, operation.output)) return undefined;
	const ago = formatMs((operation.completedAt - before.operation.completedAt) / 1e6);
	const word = operation.output === null ? 'missing' : 'stale';
	return `${word}, ${named(operation.key)}${text(before.value)} was acknowledged ${ago} before`;
}

function deed(operation: Operation): string {
	const { f, key, input, output, type } = operation;
	const name = named(key);
	if (isRead(operation)) return type === 'ok' ? `reads ${name}${text(output)}` : `reads ${nameOf(key)}`;
	if (f === 'write') return `writes ${name}${text(input)}`;
	if (f === 'cas' && Array.isArray(input)) return `changes ${nameOf(key)} from ${text(input[0])} to ${text(input[1])}`;
	const words = [f, key === undefined ? '' : text(key), input === null ? '' : text(input)].filter(
		(word) => word !== '',
	);
	const result = type === 'ok' && output !== null && !same(output, input) ? ` → ${text(output)}` : '';
	return `does ${words.join(' ')}${result}`;
}

function isRead({ f, input }: Operation): boolean {
	return f === 'read' && input === null;
}

/** The last write that was acknowledged before the operation began. */
function lastAcknowledged(
	{ key, invoked }: Operation,
	history: History,
): { operation: Operation; value: JsonValue } | undefined {
	let last: { operation: Operation; value: JsonValue } | undefined;
	for (const operation of history.operations()) {
		if (operation.type !== 'ok' || operation.completed > invoked || !same(operation.key, key)) continue;
		const value = written(operation);
		if (value === undefined) continue;
		if (last === undefined || operation.completed > last.operation.completed) last = { operation, value };
	}
	return last;
}

function written({ f, input }: Operation): JsonValue | undefined {
	if (f === 'write') return input;
	return f === 'cas' && Array.isArray(input) ? (input[1] as JsonValue) : undefined;
}

function named(key: JsonValue | undefined): string {
	return key === undefined ? '' : `${text(key)} = `;
}

function nameOf(key: JsonValue | undefined): string {
	return key === undefined ? 'the value' : text(key);
}

function text(value: JsonValue | undefined): string {
	return typeof value === 'string' && /^\w+$/.test(value) ? value : JSON.stringify(value ?? null);
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function formatMs(ms: number): string {
	return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
