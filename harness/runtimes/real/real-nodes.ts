import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, NodeId } from '../../model/index.ts';
import type { Change } from '../conditions.ts';
import { HostControl, type Reach } from './host-control.ts';
import type { Machinery } from './machinery.ts';
import type { TraceRow } from './real-trace.ts';
import { TaskQueues } from './task-queues.ts';

export type NodeChange = Exclude<Change, { readonly kind: 'link' }>;

export interface RealNodesOptions {
	readonly machinery: Machinery;
	readonly record: (row: TraceRow) => void;
	/** The node is dead: what it has said of itself is not true any more. */
	readonly died: (node: NodeId) => void;
	readonly failed: (error: unknown) => void;
}

const selfKillTimeoutMs = 1_000;

/** What becomes of the nodes of a real cluster: who is up, and how a change is made on one. */
export class RealNodes {
	readonly #options: RealNodesOptions;
	readonly #control: HostControl;
	readonly #tasks = new TaskQueues();
	readonly #down = new Set<NodeId>();
	readonly #paused = new Set<NodeId>();
	readonly #starting = new Set<NodeId>();
	/** Down since their disks failed, not by a kill. */
	readonly #endedByDisk = new Set<NodeId>();
	#closed = false;

	constructor(options: RealNodesOptions) {
		this.#options = options;
		this.#control = new HostControl((message) => options.machinery.send(message));
	}

	/** Changes of one node are made one after another. Resolves when this one has taken effect. */
	apply(change: NodeChange): Promise<void> {
		// A node that is killed while it starts need not become ready before.
		if (change.kind === 'kill') this.#interruptStart(change.node);
		return this.#tasks.run(change.node, () => {
			if (this.#closed) throw new Error('The cluster was shut down');
			return this.#make(change);
		});
	}

	isDown(node: NodeId): boolean {
		return this.#down.has(node) || this.#endedByDisk.has(node);
	}

	/** A host has answered \`control\`. */
	answered(message: Message): void {
		this.#control.answered(message);
	}

	/** The node has ended because its disk failed. False when nobody had asked for that. */
	endedByDisk(node: NodeId): boolean {
		if (this.#closed || !this.#control.mayFail(node)) return false;
		this.#endedByDisk.add(node);
		this.#options.died(node);
		this.#options.record({ kind: 'end', node });
		this.#control.died(node);
		// It was healed in the very moment in which it failed.
		if (!this.#control.refuses(node) && !this.#down.has(node)) {
			const paused = this.#paused.has(node);
			this.apply({ kind: 'revive', node, paused }).catch(this.#options.failed);
		}
		return true;
	}

	close(): void {
		this.#closed = true;
	}

	async #make(change: NodeChange): Promise<void> {
		const { node } = change;
		switch (change.kind) {
			case 'kill':
				await this.#kill(node, change.unsynced === 'torn');
				break;
			case 'start':
				await this.#start(node);
				break;
			case 'pause':
			case 'resume':
				await this.#setPaused(node, change.kind === 'pause');
				break;
			case 'clock':
				await this.#setClock(change);
				break;
			case 'disk':
				await this.#setDisk(change);
				break;
			case 'damage':
				this.#control.damage(node, change.damage);
				break;
			case 'repair':
				this.#control.repair(node);
				return;
			case 'revive':
				await this.#revive(node, change.paused);
				return;
		}
		this.#options.record(change);
	}

	async #kill(node: NodeId, torn: boolean): Promise<void> {
		const { machinery, died } = this.#options;
		if (torn && this.#reach(node) === 'up') await this.#tear(node);
		this.#down.add(node);
		this.#paused.delete(node);
		died(node);
		if (!this.#endedByDisk.delete(node)) await machinery.kill(node);
		this.#control.died(node);
	}

	/** The node ends itself in the middle of writing. It may be too busy to: whoever waited for it kills it then. */
	async #tear(node: NodeId): Promise<void> {
		const death = this.#options.machinery.expectDeath(node);
		this.#control.dieTorn(node);
		await Promise.race([death, sleep(selfKillTimeoutMs)]);
	}

	#interruptStart(node: NodeId): void {
		const { failed, machinery } = this.#options;
		if (!this.#starting.has(node) || machinery.interruptStart === undefined) return;
		this.#down.add(node);
		machinery.interruptStart(node).catch(failed);
	}

	async #start(node: NodeId): Promise<void> {
		this.#down.delete(node);
		this.#endedByDisk.delete(node);
		this.#starting.add(node);
		try {
			await this.#options.machinery.start(node, this.#control.atStart(node));
			this.#control.started(node);
		} catch (error) {
			if (!this.isDown(node)) throw error;
		} finally {
			this.#starting.delete(node);
		}
	}

	async #revive(node: NodeId, paused: boolean): Promise<void> {
		if (!this.#endedByDisk.has(node)) return;
		await this.#start(node);
		this.#options.record({ kind: 'start', node });
		if (paused) await this.#setPaused(node, true);
	}

	async #setPaused(node: NodeId, paused: boolean): Promise<void> {
		if (paused) this.#paused.add(node);
		else this.#paused.delete(node);
		if (this.#endedByDisk.has(node)) return;
		await this.#options.machinery[paused ? 'pause' : 'resume'](node);
	}

	async #setClock({ node, condition }: Extract<NodeChange, { kind: 'clock' }>): Promise<void> {
		await this.#control.setClock(node, condition, this.#reach(node));
		await this.#options.machinery.setProgramClocks?.(node, condition);
	}

	async #setDisk({ node, condition }: Extract<NodeChange, { kind: 'disk' }>): Promise<void> {
		const { machinery } = this.#options;
		this.#control.expectDisk(node, condition);
		const told = (await machinery.setDisk?.(node, condition)) ?? condition;
		await this.#control.setDisk(node, condition, told, this.#reach(node));
	}

	#reach(node: NodeId): Reach {
		if (this.isDown(node)) return 'down';
		return this.#paused.has(node) ? 'paused' : 'up';
	}
}
