import type { Message, NodeId } from '../../model/index.ts';
import { type ClockCondition, type DiskCondition, type DiskDamage, healthyDisk, trueClock } from '../conditions.ts';
import type { ControlBody, HostFaults } from '../host/control.ts';
import { controllerId } from '../host/host.ts';
import { within } from './deadline.ts';

/** Whether a node hears what it is told. */
export type Reach = 'up' | 'paused' | 'down';

/** A host answers within an event of its program. */
const answerTimeoutMs = 5_000;

interface HostState {
	clock: ClockCondition;
	disk: DiskCondition;
	/** As much of it as the host plays. */
	playedDisk: DiskCondition;
	/** What is done to the disk at the next start. */
	damages: DiskDamage[];
	repair: boolean;
	/** Bits were flipped, and not repaired. */
	flipped: boolean;
	/** A node that says that its disk has failed was made to. */
	mayFail: boolean;
}

/**
 * What the hosts of nodes are told about their clocks and disks: at once while a node is up, and with its `init` at every
 * start, for a new process knows nothing of it.
 */
export class HostControl {
	readonly #send: (message: Message) => void;
	readonly #states = new Map<NodeId, HostState>();
	readonly #waiting = new Map<number, { readonly node: NodeId; readonly settle: () => void }>();
	#lastId = 1;

	constructor(send: (message: Message) => void) {
		this.#send = send;
	}

	/** Resolves once the node's clock is so, or the node is dead; a paused one has it when it resumes, and is not waited for. */
	async setClock(node: NodeId, condition: ClockCondition, reach: Reach): Promise<void> {
		this.#stateOf(node).clock = condition;
		await this.#tell(node, { type: 'control', clock: condition }, reach);
	}

	/** Before a disk is made so by other means than the host. */
	expectDisk(node: NodeId, condition: DiskCondition): void {
		if (!refuses(condition)) return;
		const state = this.#stateOf(node);
		state.disk = condition;
		state.mayFail = true;
	}

	/**
	 * The same of its disk.
	 *
	 * @param played as much of it as the host is told
	 */
	async setDisk(node: NodeId, condition: DiskCondition, played: DiskCondition, reach: Reach): Promise<void> {
		const state = this.#stateOf(node);
		state.disk = condition;
		state.playedDisk = played;
		state.mayFail ||= refuses(condition);
		await this.#tell(node, { type: 'control', disk: played }, reach, () => {
			// Only now: until it answers it may still fail because of what its disk was.
			state.mayFail = refuses(state.disk) || state.flipped;
		});
	}

	damage(node: NodeId, damage: DiskDamage): void {
		const state = this.#stateOf(node);
		state.damages.push(damage);
		if (damage.kind === 'bit-flip') state.flipped = state.mayFail = true;
	}

	repair(node: NodeId): void {
		const state = this.#stateOf(node);
		state.damages = state.damages.filter(({ kind }) => kind !== 'bit-flip');
		state.repair = state.flipped;
		state.flipped = false;
		state.mayFail = refuses(state.disk);
	}

	/** Lets the node write a part of what it has not synced and die. Does not wait for it. */
	dieTorn(node: NodeId): void {
		this.#send(controlMessage(node, { type: 'control', dieTorn: true }));
	}

	/** What a node that starts now has to know. */
	atStart(node: NodeId): HostFaults | undefined {
		const { clock, playedDisk: disk, damages, repair } = this.#stateOf(node);
		const faults: HostFaults = {
			...(clock !== trueClock && { clock }),
			...(disk !== healthyDisk && { disk }),
			...(repair && { repair }),
			...(damages.length > 0 && { damages }),
		};
		return Object.keys(faults).length === 0 ? undefined : faults;
	}

	/** The node has done what it was told at its start. */
	started(node: NodeId): void {
		const state = this.#stateOf(node);
		state.damages = [];
		state.repair = false;
	}

	/** Whether a node that says that its disk has failed was made to. */
	mayFail(node: NodeId): boolean {
		return this.#stateOf(node).mayFail;
	}

	/** Whether a node that is started now is likely to fail again. */
	refuses(node: NodeId): boolean {
		const { disk, flipped } = this.#stateOf(node);
		return flipped || refuses(disk);
	}

	/** The node answers, and is done. */
	answered({ body }: Message): void {
		this.#waiting.get(body.in_reply_to ?? 0)?.settle();
	}

	/** The node is dead: whoever waits for its answer need not wait any more. */
	died(node: NodeId): void {
		for (const waiting of this.#waiting.values()) if (waiting.node === node) waiting.settle();
	}

	/** @param then called when the node has answered or is dead */
	#tell(node: NodeId, body: ControlBody, reach: Reach, then: () => void = () => {}): Promise<void> {
		if (reach === 'down') {
			then();
			return Promise.resolve();
		}
		const id = ++this.#lastId;
		const answer = new Promise<void>((resolve) => {
			this.#waiting.set(id, {
				node,
				settle: () => {
					this.#waiting.delete(id);
					then();
					resolve();
				},
			});
		});
		this.#send(controlMessage(node, { ...body, msg_id: id }));
		const late = (): Error => new Error(`${node} did not answer \`control\` within ${answerTimeoutMs} ms`);
		return reach === 'paused' ? Promise.resolve() : within(answerTimeoutMs, answer, late);
	}

	#stateOf(node: NodeId): HostState {
		let state = this.#states.get(node);
		if (state === undefined) {
			state = {
				clock: trueClock,
				disk: healthyDisk,
				playedDisk: healthyDisk,
				damages: [],
				repair: false,
				flipped: false,
				mayFail: false,
			};
			this.#states.set(node, state);
		}
		return state;
	}
}

function refuses(disk: DiskCondition): boolean {
	return disk.full || disk.unreadable || disk.writeErrorProbability > 0;
}

function controlMessage(node: NodeId, body: ControlBody): Message {
	return { src: controllerId, dest: node, body };
}
