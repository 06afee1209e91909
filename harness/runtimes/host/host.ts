import type { CreateNode, Message, MessageBody, NodeId, NodeProgram } from '../../model/index.ts';
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
			options.transport.send(initOk(message));
		} else if (program !== undefined) {
			const running = program;
			runEvent(() => running.receive(message));
		}
		// Peers that are up already may talk to a node that does not yet know who it is: lost, as on any network.
	});

	function initialize(init: Message<InitBody>): void {
		const { node_id: id, node_ids: ids } = init.body;
		const { storage, starts } = openDisk();
		const context = createNodeContext({
			id,
			peers: ids.filter((other) => other !== id),
			seed: options.seed,
			starts,
			storage,
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

	function openDisk(): { storage: FileStorage; starts: number } {
		const onFailure = (error: unknown): void => crash(hostExitCodes.diskFailed, 'the disk failed', error);
		try {
			const starts = countStart(options.dataDirectory);
			return {
				starts,
				storage: new FileStorage({ directory: options.dataDirectory, runEvent, onFailure, log: logLine }),
			};
		} catch (error) {
			return crash(hostExitCodes.diskFailed, 'the disk failed', error);
		}
	}
}

function isInit(message: Message): message is Message<InitBody> {
	return message.body.type === 'init';
}

function initOk(init: Message<InitBody>): Message {
	const { node_id: id, msg_id: request } = init.body;
	return { src: id, dest: init.src, body: { type: 'init_ok', ...(request !== undefined && { in_reply_to: request }) } };
}
