import type {
	BrokenInvariant,
	Inspection,
	Invariant,
	InvariantReport,
	InvariantWatch,
	NodeId,
	NodeProgram,
} from '../../model/index.ts';
import type { Trace, TraceCause } from './trace.ts';

interface Watched {
	readonly name: string;
	readonly watch: InvariantWatch<unknown>;
}

const noInternals: object = {};

/**
 * Watches a system's invariants over a run. Each is watched until it breaks: afterwards the cluster is in a state that
 * the invariant knows nothing of, and the run goes on, for what clients see of the damage is worth knowing too.
 */
export class InvariantMonitor {
	readonly #trace: Trace;
	readonly #names: readonly string[];
	readonly #broken: BrokenInvariant[] = [];
	#watched: readonly Watched[];
	#events = 0;

	constructor(invariants: readonly Invariant[], trace: Trace) {
		this.#trace = trace;
		this.#names = invariants.map(({ name }) => name);
		this.#watched = invariants.map((invariant) => ({ name: invariant.name, watch: invariant.watch() }));
	}

	/** @param time virtual nanoseconds */
	afterEvent(node: NodeId, time: number, inspection: Inspection, program: NodeProgram): void {
		this.#events++;
		const internals = program.internals?.() ?? noInternals;
		for (const { name, watch } of this.#watched) {
			const message = watch.afterEvent(node, inspection, internals);
			if (message !== undefined) this.#breaks(name, message, node, time);
		}
	}

	report(): InvariantReport {
		return { watched: this.#names, events: this.#events, broken: this.#broken };
	}

	#breaks(invariant: string, message: string, node: NodeId, time: number): void {
		const cause = this.#trace.cause;
		this.#broken.push({ invariant, message, node, time, event: describe(cause), number: cause.number });
		this.#watched = this.#watched.filter(({ name }) => name !== invariant);
	}
}

function describe({ label, detail }: TraceCause): string {
	if (label === undefined) return 'start';
	const { kind, other } = label;
	if (kind === 'deliver') return `deliver ${(detail as { readonly type: string }).type} from ${other}`;
	return other === '' ? kind : `${kind} ${other}`;
}
