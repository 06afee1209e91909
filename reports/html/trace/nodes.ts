import type { JsonValue } from '../../../harness/model/index.ts';
import { escapeControl, shorten } from '../../operation-label.ts';
import type { NodeData, NodeSpan } from './trace-data.ts';
import { byName, type NodeState, partOf, type TraceRow, withNews } from './trace-row.ts';

/** What nodes tell of how far they are, by the names that systems use; the first that a node tells is shown. */
const progressFields = ['commitIndex', 'executed', 'decided', 'applied', 'learned', 'jobs', 'delivered'] as const;
const pointsMax = 240;
const logLinesMax = 200;

/** Follows every node through a run. */
export class NodeReader {
	readonly #nodes = new Map<string, Followed>();

	read(row: TraceRow): void {
		if (row.node === undefined) return;
		let node = this.#nodes.get(row.node);
		if (node === undefined) {
			node = new Followed();
			this.#nodes.set(row.node, node);
		}
		node.read(row);
	}

	data(): readonly NodeData[] {
		return [...this.#nodes].sort(([a], [b]) => byName(a, b)).map(([name, node]) => node.data(escapeControl(name)));
	}
}

type Growing = { -readonly [Field in keyof NodeSpan]: NodeSpan[Field] };

class Followed {
	readonly #spans: Growing[] = [];
	readonly #points: [second: number, value: number][] = [];
	readonly #log: [number, string][] = [];
	#field: string | undefined;
	#logLines = 0;
	#life: NodeSpan['life'] = 'up';
	#state: NodeState = {};

	read({ time, kind, detail }: TraceRow): void {
		switch (kind) {
			case 'state':
				this.#tell(time, detail);
				break;
			case 'start':
				this.#state = {};
				this.#live(time, 'up');
				break;
			case 'resume':
				this.#live(time, 'up');
				break;
			case 'kill':
			case 'end':
				this.#live(time, 'down');
				break;
			case 'pause':
				this.#live(time, 'paused');
				break;
			case 'log':
				this.#logLines++;
				if (this.#log.length < logLinesMax) this.#log.push([time, escapeControl(shorten(String(detail), 300))]);
				break;
		}
	}

	data(name: string): NodeData {
		const progress =
			this.#field === undefined ? undefined : { field: this.#field, ...columnsOf(thinOut(this.#points)) };
		return {
			name,
			spans: this.#spans,
			...(progress && { progress }),
			log: this.#log,
			logLines: this.#logLines,
		};
	}

	#live(time: number, life: NodeSpan['life']): void {
		this.#life = life;
		const { role, reign } = life === 'down' ? { role: '', reign: null } : partOf(this.#state);
		this.#begin({ from: time, to: null, life, role, reign, state: life === 'down' ? '' : describe(this.#state) });
	}

	#tell(time: number, detail: JsonValue | undefined): void {
		this.#state = withNews(this.#state, detail);
		const { role, reign } = partOf(this.#state);
		const last = this.#spans.at(-1);
		if (last === undefined || last.role !== role || last.reign !== reign || last.life !== this.#life) {
			this.#begin({ from: time, to: null, life: this.#life, role, reign, state: describe(this.#state) });
		}
		this.#progress(time);
	}

	#begin(span: Growing): void {
		const last = this.#spans.at(-1);
		if (last?.from === span.from) this.#spans.pop();
		else if (last !== undefined) last.to = span.from;
		this.#spans.push(span);
	}

	#progress(time: number): void {
		const state = this.#state;
		this.#field ??= progressFields.find((field) => typeof state[field] === 'number');
		const value = this.#field === undefined ? undefined : state[this.#field];
		if (typeof value === 'number' && value !== this.#points.at(-1)?.[1]) this.#points.push([time / 1e9, value]);
	}
}

function describe(state: NodeState): string {
	const words = Object.entries(state).map(([field, value]) => `${field} ${JSON.stringify(value)}`);
	return escapeControl(shorten(words.join(', '), 300));
}

/** Evenly by their order: the steps of a line that only grows look the same. */
function thinOut<T>(points: readonly T[]): readonly T[] {
	if (points.length <= pointsMax) return points;
	return Array.from(
		{ length: pointsMax },
		(_, i) => points[Math.round((i * (points.length - 1)) / (pointsMax - 1))] as T,
	);
}

function columnsOf(points: readonly (readonly [number, number])[]) {
	return {
		seconds: points.map(([second]) => Number(second.toPrecision(6))),
		values: points.map(([, value]) => value),
	};
}
