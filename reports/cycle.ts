import type { Anomaly, History, JsonValue } from '../harness/model/index.ts';
import { operationLabel } from './operation-label.ts';

/** Transactions that come before each other in a circle, as a checker tells them. */
export interface TransactionCycle {
	/** In the order of the circle. */
	readonly transactions: readonly { readonly name: string; readonly operation: number; readonly label: string }[];
	/** Each leads to the next one, the last to the first. */
	readonly edges: readonly {
		/** `ww`, `wr`, `rw`, or what else makes one come before the other. */
		readonly type: string;
		readonly because: string;
	}[];
}

/** An object of unknown origin: every field may be missing or of another shape. */
type Unchecked = { readonly [field: string]: JsonValue | undefined };

/** Nothing where an anomaly is about no cycle, or tells of it in another way: a report must open whatever a checker wrote. */
export function cycleOf({ details }: Anomaly, history: History): TransactionCycle | undefined {
	const told = details?.['cycle'];
	if (!Array.isArray(told) || told.length < 2) return undefined;
	const edges = told.map((edge) => edge as Unchecked);
	const isClosed = edges.every(({ to }, i) => to === edges[(i + 1) % edges.length]?.['from']);
	if (!isClosed || !edges.every(({ from }) => isInvoke(from, history))) return undefined;
	return {
		transactions: edges.map(({ from }, i) => ({
			name: `T${i + 1}`,
			operation: from as number,
			label: operationLabel(history.operation(from as number), 160),
		})),
		edges: edges.map(({ type, because }) => ({ type: String(type ?? ''), because: String(because ?? '') })),
	};
}

function isInvoke(index: JsonValue | undefined, history: History): boolean {
	if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= history.length) return false;
	return history.event(index).type === 'invoke';
}
