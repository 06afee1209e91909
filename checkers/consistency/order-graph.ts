/** Why one operation comes before another. */
export type Cause =
	/** The same process did the one and then the other. */
	| { readonly kind: 'session' }
	/** The one wrote what the other read. */
	| { readonly kind: 'reads-from' }
	/** `read` returned what was written by one of the two, and that forces their order; `rule` says by which rule. */
	| { readonly kind: 'forced'; readonly read: number; readonly rule: string };

export interface Edge {
	readonly from: number;
	readonly to: number;
	readonly cause: Cause;
}

/** Edges of a cycle from which a shorter one is sought. */
const triesMax = 30;

/**
 * What must come before what, among operations numbered from 0. There is an order of all of them exactly when there is no
 * cycle.
 */
export class OrderGraph {
	readonly count: number;
	readonly edges: readonly Edge[];
	/** The edges that leave each operation. */
	readonly successors: readonly (readonly Edge[])[];
	/** How many edges enter each operation. */
	readonly #entering: Int32Array;

	private constructor(edges: readonly Edge[], successors: readonly (readonly Edge[])[], entering: Int32Array) {
		this.count = successors.length;
		this.edges = edges;
		this.successors = successors;
		this.#entering = entering;
	}

	static of(count: number, edges: readonly Edge[]): OrderGraph {
		const successors: Edge[][] = Array.from({ length: count }, () => []);
		const entering = new Int32Array(count);
		for (const edge of edges) {
			(successors[edge.from] as Edge[]).push(edge);
			entering[edge.to] = (entering[edge.to] as number) + 1;
		}
		return new OrderGraph(edges, successors, entering);
	}

	/** This graph and some edges more. Only what they change is copied. */
	with(more: readonly Edge[]): OrderGraph {
		const successors = this.successors.slice() as Edge[][];
		const entering = this.#entering.slice();
		const copied = new Set<number>();
		for (const edge of more) {
			if (!copied.has(edge.from)) successors[edge.from] = (successors[edge.from] as Edge[]).slice();
			copied.add(edge.from);
			(successors[edge.from] as Edge[]).push(edge);
			entering[edge.to] = (entering[edge.to] as number) + 1;
		}
		return new OrderGraph(this.edges.concat(more), successors, entering);
	}

	/** An order that agrees with every edge (Kahn's algorithm, 1962); operations on a cycle, and after one, are left out. */
	order(): Int32Array {
		const waitingFor = this.#entering.slice();
		const order = new Int32Array(this.count);
		let placed = 0;
		for (let i = 0; i < this.count; i++) if (waitingFor[i] === 0) order[placed++] = i;
		for (let at = 0; at < placed; at++) {
			for (const { to } of this.successors[order[at] as number] as readonly Edge[]) {
				const left = (waitingFor[to] as number) - 1;
				waitingFor[to] = left;
				if (left === 0) order[placed++] = to;
			}
		}
		return order.subarray(0, placed);
	}

	/** A cycle with few edges, of which runs within one session count as one; nothing when there is none. */
	cycle(): readonly Edge[] | undefined {
		const inOrder = new Uint8Array(this.count);
		for (const placed of this.order()) inOrder[placed] = 1;
		const open = this.edges.filter(({ from, to }) => inOrder[from] === 0 && inOrder[to] === 0);
		const found = anyCycle(open);
		// No cycle is of sessions alone. Where a rule forces something, a cycle without that is none of the rule's.
		const forced = open.filter(({ cause }) => cause.kind === 'forced');
		const starts = [...found.filter(({ cause }) => cause.kind !== 'session'), ...forced].slice(0, triesMax);
		let best: readonly Edge[] | undefined;
		for (const edge of starts) {
			const back = this.path(edge.to, edge.from, best?.length);
			if (back !== undefined && (best === undefined || back.length + 1 < best.length)) best = [edge, ...back];
			if (best?.length === 2) break;
		}
		return best;
	}

	/**
	 * One of the paths with fewest edges, and fewer than a limit; session edges that follow each other become one, and count
	 * as what they are until then.
	 */
	path(from: number, to: number, limit: number = Number.POSITIVE_INFINITY): readonly Edge[] | undefined {
		if (from === to) return [];
		const cameBy: (Edge | undefined)[] = new Array(this.count);
		let front = [from];
		for (let steps = 1; front.length > 0 && steps < limit; steps++) {
			const next: number[] = [];
			for (const operation of front) {
				for (const edge of this.successors[operation] as readonly Edge[]) {
					if (cameBy[edge.to] !== undefined || edge.to === from) continue;
					cameBy[edge.to] = edge;
					if (edge.to === to) return withoutHops(walkBack(cameBy, from, to));
					next.push(edge.to);
				}
			}
			front = next;
		}
		return undefined;
	}
}

/** Of edges among operations that each have another such before them: going back leads round in the end. */
function anyCycle(edges: readonly Edge[]): readonly Edge[] {
	const before = new Map(edges.map((edge) => [edge.to, edge]));
	let [at] = before.keys();
	const met = new Set<number>();
	for (; at !== undefined && !met.has(at); at = (before.get(at) as Edge).from) met.add(at);
	const cycle: Edge[] = [];
	for (const end = at; at !== undefined && (cycle.length === 0 || at !== end); ) {
		const edge = before.get(at) as Edge;
		cycle.push(edge);
		at = edge.from;
	}
	return cycle;
}

function walkBack(cameBy: readonly (Edge | undefined)[], from: number, to: number): Edge[] {
	const path: Edge[] = [];
	for (let at = to; at !== from; ) {
		const edge = cameBy[at] as Edge;
		path.push(edge);
		at = edge.from;
	}
	return path.reverse();
}

/** Of several steps within a session only where they begin and end counts. */
function withoutHops(path: readonly Edge[]): readonly Edge[] {
	const short: Edge[] = [];
	for (const edge of path) {
		const last = short.at(-1);
		if (last?.cause.kind === 'session' && edge.cause.kind === 'session') {
			short[short.length - 1] = { ...last, to: edge.to };
		} else short.push(edge);
	}
	return short;
}
