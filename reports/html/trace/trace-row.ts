import type { JsonValue } from '../../../harness/model/index.ts';
import { escapeControl, shorten } from '../../operation-label.ts';

/** A line of `trace.jsonl.gz`, as far as the page looks at it. */
export interface TraceRow {
	readonly time: number;
	readonly kind: string;
	readonly src?: string;
	readonly dest?: string;
	readonly node?: string;
	readonly body?: { readonly type?: JsonValue; readonly [field: string]: JsonValue | undefined };
	readonly detail?: JsonValue;
	/** Of a clock or a link, in the real runtimes. */
	readonly condition?: JsonValue;
}

/** Nothing for a line that is no event of a node or of the network. */
export function parseRow(line: string): TraceRow | undefined {
	const row = JSON.parse(line) as Partial<TraceRow>;
	return typeof row.time === 'number' && typeof row.kind === 'string' ? (row as TraceRow) : undefined;
}

/** `n10` comes after `n9`, and nodes before clients. */
export function byName(a: string, b: string): number {
	return Number(isClient(a)) - Number(isClient(b)) || a.localeCompare(b, 'en', { numeric: true });
}

export function isClient(name: string): boolean {
	return /^c\d+$/.test(name);
}

/** What a node has told of itself. */
export type NodeState = { readonly [field: string]: JsonValue };

/** A line of a trace tells what has changed; a node that starts tells everything. */
export function withNews(state: NodeState, detail: JsonValue | undefined): NodeState {
	if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return state;
	return { ...state, ...(detail as NodeState) };
}

/** As far as the page knows what it means. */
export function partOf({ role, term, ballot, epoch }: NodeState): {
	readonly role: string;
	readonly reign: number | null;
} {
	const reign = [term, ballot, epoch].find((one) => typeof one === 'number');
	return { role: typeof role === 'string' ? escapeControl(shorten(role, 60)) : '', reign: reign ?? null };
}
