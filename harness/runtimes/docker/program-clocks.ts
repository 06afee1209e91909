import type { NodeId } from '../../model/index.ts';
import { type ClockCondition, trueClock } from '../conditions.ts';
import type { Pod } from './pod.ts';
import type { Warden } from './warden.ts';

export interface ProgramClocksOptions {
	readonly warden: Warden;
	/** Whether nodes may start programs of their own. Those that come with Faultline do not. */
	readonly mayHavePrograms: boolean;
}

/**
 * The wall clocks of what a node has started beside its own host, which has a clock of its own making: any program for x86-64
 * has a wrong one while it runs, by its vDSO.
 */
export class ProgramClocks {
	readonly #options: ProgramClocksOptions;
	readonly #conditions = new Map<NodeId, ClockCondition>();

	constructor(options: ProgramClocksOptions) {
		this.#options = options;
	}

	/** Where it cannot be done, that is an error only if there is such a program. */
	async set(node: NodeId, pod: Pod, condition: ClockCondition): Promise<void> {
		this.#conditions.set(node, condition);
		const pid = await this.#pidOf(pod);
		if (pid !== undefined) await this.#apply(pid, pod, condition);
	}

	/** A new process knows nothing of what was before. */
	async begun(node: NodeId, pod: Pod, pid: number): Promise<void> {
		const condition = this.#conditions.get(node) ?? trueClock;
		if (condition !== trueClock && this.#options.mayHavePrograms) await this.#apply(pid, pod, condition);
	}

	async #pidOf(pod: Pod): Promise<number | undefined> {
		return this.#options.mayHavePrograms ? pod.nodePid() : undefined;
	}

	async #apply(init: number, pod: Pod, condition: ClockCondition): Promise<void> {
		try {
			const agent = await this.#options.warden.agent();
			await agent.request({ kind: 'clock', init, condition });
		} catch (error) {
			if ((await pod.processCount()) > 1) throw error;
		}
	}
}
