import { constants } from 'node:os';
import type { CreateNode, Message, MessageBody, NodeId, NodeProgram } from '../../model/index.ts';
import { NodeClock } from '../node-clock.ts';
import { createRandom } from '../random.ts';
import type { ControlBody, HostFaults } from './control.ts';
import { damageDisk, repairDisk } from './disk-damage.ts';
import { crash, hostExitCodes, logLine } from './exit.ts';
import { FileStorage } from './file-storage.ts';
import { InspectionReporter } from './inspection-reporter.ts';
import { createNodeContext } from './node-context.ts';
import { countStart } from './start-count.ts';
import type { Transport } from './transport.ts';

export interface HostOptions {
	readonly createNode: CreateNode;
	readonly transport: Transport;
	/** Holds what the node has stored, and nothing else. */
	readonly dataDirectory: string;
	/** A string of decimal digits. */
	readonly seed: string;
	/** Tells the controller what `inspect` says. Off under Maelstrom, which does not know such messages. */
	readonly reportsInspection: boolean;
}

/** Maelstrom's first message: tells a node who it is and who the others are. */
export interface InitBody extends MessageBody {
	readonly type: 'init';
	readonly node_id: NodeId;
	readonly node_ids: readonly NodeId[];
	/** Not in Maelstrom's. */
	readonly faults?: HostFaults;
}

/** The name under which the controller itself talks to a host. */
export const controllerId = 'controller';

/**
 * Runs one node program in real time, until the process ends. The program is made when `init` arrives; `init_ok` says that it
 * has started. Everything it does is an event of its own: a message, a timer, a sync that has come through.
 */
export async function runHost(options: HostOptions): Promise<void> {
	let program: NodeProgram | undefined;
	let inspections: InspectionReporter | undefined;
	let disk: FileStorage | undefined;
	const clock = new NodeClock();

	const runEvent = (event: () => void): void => {
		try {
			event();
		} catch (error) {
			crash(hostExitCodes.programFailed, 'the node program threw', error);
		}
		inspections?.changed();
	};

	process.on('uncaughtException', (error) => crash(hostExitCodes.programFailed, 'uncaught exception', error));
	await options.transport.open((message) => {
		if (isInit(message)) {
			if (program === undefined) initialize(message);
			options.transport.send(okTo(message));
		} else if (isControl(message)) control(message);
		else if (program !== undefined) {
			const running = program;
			runEvent(() => running.receive(message));
		}
		// Peers that are up already may talk to a node that does not yet know who it is: lost, as on any network.
	});

	function initialize(init: Message<InitBody>): void {
		const { node_id: id, node_ids: ids } = init.body;
		const { storage, starts } = openDisk(init.body);
		disk = storage;
		const { clock: clockCondition, patience } = init.body.faults ?? {};
		if (clockCondition !== undefined) clock.set(clockCondition, Date.now() * 1e6);
		if (patience !== undefined) options.transport.setPatience?.(patience);
		const context = createNodeContext({
			id,
			peers: ids.filter((other) => other !== id),
			seed: options.seed,
			starts,
			storage,
			clock,
			send: (message) => options.transport.send(message),
			runEvent,
		});
		runEvent(() => {
			program = options.createNode(context);
			program.start();
		});
		const created = program as NodeProgram | undefined;
		if (options.reportsInspection && created !== undefined) {
			inspections = new InspectionReporter(
				() => created.inspect(),
				(inspection) =>
					options.transport.send({
						src: id,
						dest: controllerId,
						body: { type: 'inspection', inspection } as MessageBody,
					}),
			);
			inspections.changed();
		}
	}

	function control(message: Message<ControlBody>): void {
		const { clock: clockCondition, disk: diskCondition, patience, dieTorn } = message.body;
		if (clockCondition !== undefined) clock.set(clockCondition, Date.now() * 1e6);
		if (diskCondition !== undefined) disk?.setCondition(diskCondition);
		if (patience !== undefined) options.transport.setPatience?.(patience);
		if (dieTorn) {
			disk?.tear();
			process.kill(process.pid, 'SIGKILL');
			// The first process of a container is immune to its own signals.
			process.exit(128 + constants.signals.SIGKILL);
		}
		options.transport.send(okTo(message));
	}

	function openDisk({ node_id: id, faults = {} }: InitBody): { storage: FileStorage; starts: number } {
		const onFailure = (error: unknown): void => crash(hostExitCodes.diskFailed, 'the disk failed', error);
		try {
			const starts = countStart(options.dataDirectory);
			const random = createRandom(options.seed, `disk:${id}:${starts}`);
			const { dataDirectory: directory } = options;
			if (faults.repair) repairDisk(directory);
			for (const damage of faults.damages ?? []) damageDisk(directory, damage, random);
			const storage = new FileStorage({ directory, runEvent, onFailure, log: logLine, random });
			if (faults.disk !== undefined) storage.setCondition(faults.disk);
			return { starts, storage };
		} catch (error) {
			return crash(hostExitCodes.diskFailed, 'the disk failed', error);
		}
	}
}

function isInit(message: Message): message is Message<InitBody> {
	return message.body.type === 'init';
}

/** Of the controller alone: from anybody else it is a message to the program. */
function isControl(message: Message): message is Message<ControlBody> {
	return message.body.type === 'control' && message.src === controllerId;
}

/** `init_ok` and `control_ok`. */
function okTo({ src, dest, body: { type, msg_id: request } }: Message): Message {
	return { src: dest, dest: src, body: { type: `${type}_ok`, ...(request !== undefined && { in_reply_to: request }) } };
}
