import type { ClusterFaultKind, NodeId } from '../../model/index.ts';
import type { DiskCondition } from '../conditions.ts';
import type { Engine } from './engine.ts';
import { volumeSupport } from './supports.ts';
import { Volume } from './volume.ts';
import type { Warden } from './warden.ts';

/** What a disk of its own can suffer for real; the rest a node's host plays, as it does all of it without such a disk. */
const realFaults: readonly ClusterFaultKind[] = ['disk-full', 'disk-slow', 'disk-write-error', 'disk-read-error'];

export interface NodeDisksOptions {
	readonly engine: Engine;
	readonly runId: string;
	readonly warden: Warden;
	/** What may be injected, as far as it is known. */
	readonly expectedFaults: readonly ClusterFaultKind[];
	/** Notes in the node's log. */
	readonly note: (node: NodeId, text: string) => void;
}

/** The disks of the nodes of a run: real ones, where disks are to be broken and the machine allows it. */
export class NodeDisks {
	readonly #options: NodeDisksOptions;
	readonly #volumes = new Map<NodeId, Volume>();

	constructor(options: NodeDisksOptions) {
		this.#options = options;
	}

	/** The name of the engine's volume for a node; nothing when the node has no disk of its own. */
	async create(id: NodeId): Promise<string | undefined> {
		const { engine, runId, warden, expectedFaults, note } = this.#options;
		if (!expectedFaults.some((kind) => realFaults.includes(kind))) return undefined;
		const support = volumeSupport();
		if (!support.supported) {
			note(id, `has no disk of its own: ${support.reason}`);
			return undefined;
		}
		try {
			const volume = await Volume.create({ engine, runId, id, warden: await warden.agent() });
			this.#volumes.set(id, volume);
			return volume.name;
		} catch (error) {
			note(id, `has no disk of its own: ${(error as Error).message}`);
			return undefined;
		}
	}

	/** @param pid the node's process, as the machine knows it */
	async begun(node: NodeId, pid: number): Promise<void> {
		await this.#volumes.get(node)?.started(pid);
	}

	died(node: NodeId): void {
		this.#volumes.get(node)?.stopped();
	}

	/** The node is dead: what it had not synced goes with it. */
	async failPower(node: NodeId): Promise<void> {
		await this.#volumes.get(node)?.failPower();
	}

	/**
	 * Resolves to what is left for the node's host to play.
	 *
	 * @param end ends the node, if it is up: a disk that refused everything cannot be set right under it
	 */
	async set(node: NodeId, condition: DiskCondition, end: () => Promise<void>): Promise<DiskCondition> {
		const volume = this.#volumes.get(node);
		if (volume === undefined) return condition;
		if (volume.needsRemount(condition)) await end();
		return volume.set(condition);
	}
}
