import type { JsonValue, Link, Message, NodeId } from '../../model/index.ts';
import type { Change, LinkCondition } from '../conditions.ts';

/** One line of `trace.jsonl.gz`, of the same shape as the simulation's. */
export type TraceRow =
	| ({ readonly kind: 'send' | 'deliver' | 'drop' } & Message)
	| Exclude<Change, { readonly kind: 'link' | 'repair' | 'revive' }>
	/** Its disk failed. */
	| { readonly kind: 'end'; readonly node: NodeId }
	| { readonly kind: 'state'; readonly node: NodeId; readonly detail: JsonValue }
	| ({ readonly kind: 'link'; readonly condition: LinkCondition } & Link);

/** A long run under load would fill the memory. */
const rowsMax = 500_000;

/** What can be seen of real nodes from outside, in order. Kept up to a limit, and the last line says where it was cut off. */
export class RealTrace {
	readonly #rows: { readonly time: number; readonly row: TraceRow }[] = [];
	#dropped = 0;

	/** @param time nanoseconds since the start of the run */
	record(time: number, row: TraceRow): void {
		if (this.#rows.length < rowsMax) this.#rows.push({ time, row });
		else this.#dropped++;
	}

	*lines(): Generator<string> {
		for (const { time, row } of this.#rows) yield JSON.stringify({ time, ...row });
		if (this.#dropped > 0)
			yield JSON.stringify({ kind: 'cut-off', detail: `${this.#dropped} more events were not kept` });
	}
}
