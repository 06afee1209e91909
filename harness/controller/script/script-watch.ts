import type { Inspection, NodeId } from '../../model/index.ts';
import type { Cluster, ClusterObserver } from '../../runtimes/runtime.ts';
import type { SabotageOutcome, Saboteur } from '../saboteur.ts';
import type { Participants, ScriptTrigger } from './play-script.ts';
import type { EventPattern } from './script.ts';

const nanosPerMs = 1e6;

/**
 * Waits for what the statements of a script wait for, and gives the order. The order comes right after the event, at the same
 * instant where time is virtual: what the event had a node do is done then, and what it has sent is still on its way.
 */
export class ScriptWatch implements ClusterObserver {
	readonly #cluster: Cluster;
	readonly #saboteur: Saboteur;
	readonly #failed: (error: Error) => void;
	#waiting: readonly ScriptTrigger[];

	/** @param failed told when a fault could not be injected or healed */
	constructor(
		triggers: readonly ScriptTrigger[],
		cluster: Cluster,
		saboteur: Saboteur,
		failed: (error: Error) => void,
	) {
		this.#waiting = triggers;
		this.#cluster = cluster;
		this.#saboteur = saboteur;
		this.#failed = failed;
	}

	/** Begins to watch. A node that is already what a statement waits for it to become counts. */
	begin(): void {
		this.#cluster.watch(this);
		for (const node of this.#cluster.nodes) {
			const { role } = this.#cluster.inspect(node) ?? {};
			if (role !== undefined) this.state(node, { role });
		}
	}

	message(kind: 'sent' | 'arrives', src: string, dest: string, type: string): void {
		for (const trigger of this.#waiting) {
			const { event } = whenOf(trigger);
			if (event.kind === kind && event.type === type && fits(event.from, src) && fits(event.to, dest)) {
				this.#fire(trigger, { sender: src, receiver: dest });
			}
		}
	}

	state(node: NodeId, changes: Inspection): void {
		for (const trigger of this.#waiting) {
			if (isAbout(whenOf(trigger).event, node, changes)) this.#fire(trigger, { it: node });
		}
	}

	#fire(trigger: ScriptTrigger, participants: Participants): void {
		this.#soon(0, () => {
			const key = this.#waiting.includes(trigger) ? trigger.aim(participants, this.#cluster.nodes) : undefined;
			if (key === undefined) return;
			// Before it has struck: the next event may come while it does.
			if (whenOf(trigger).once) this.#waiting = this.#waiting.filter((other) => other !== trigger);
			this.#saboteur.carryOut('inject', trigger.nemesis, (outcome) => this.#injected(trigger, key, outcome), key);
		});
	}

	#injected(trigger: ScriptTrigger, key: string, outcome: SabotageOutcome): void {
		if (outcome instanceof Error) this.#failed(outcome);
		if (outcome === 'nothing-to-do' && whenOf(trigger).once) this.#waiting = [...this.#waiting, trigger];
		if (outcome !== 'done') return;
		const { action } = trigger.statement;
		const forMs = action.kind === 'heal' ? undefined : action.forMs;
		if (forMs === undefined) return;
		this.#soon(forMs * nanosPerMs, () =>
			this.#saboteur.carryOut('heal', key, (healed) => {
				if (healed instanceof Error) this.#failed(healed);
			}),
		);
	}

	/** A timer runs outside of the driver, which has to learn of what goes wrong there. */
	#soon(nanos: number, then: () => void): void {
		this.#cluster.clock.setTimer(nanos, () => {
			try {
				then();
			} catch (error) {
				this.#failed(error as Error);
			}
		});
	}
}

function whenOf({ statement }: ScriptTrigger): { readonly event: EventPattern; readonly once: boolean } {
	return statement.timing as Extract<typeof statement.timing, { kind: 'when' }>;
}

function isAbout(event: EventPattern, node: NodeId, changes: Inspection): boolean {
	if (event.kind === 'becomes') return fits(event.node, node) && changes['role'] === event.role;
	return event.kind === 'changes' && fits(event.node, node) && event.field in changes;
}

function fits(wanted: string | undefined, actual: string): boolean {
	return wanted === undefined || wanted === actual;
}
