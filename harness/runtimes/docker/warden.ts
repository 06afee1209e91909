import type { Container } from 'dockerode';
import { AgentClient, agentConfig } from './agent-client.ts';
import { type Engine, labelsOf, nameOf } from './engine.ts';

/** Where the machine's control groups are in a warden's container. */
export const cgroupFolder = '/host/cgroup';

export interface WardenOptions {
	readonly engine: Engine;
	readonly runId: string;
	/** The base image. */
	readonly image: string;
	readonly files: Buffer;
}

/**
 * The warden of a run: a container whose agent does what no container may do for itself. It makes the volumes of nodes and
 * breaks them (SYS_ADMIN to mount, and the loop devices), and rewrites the clocks of programs in other containers (SYS_PTRACE;
 * DAC_OVERRIDE and KILL for programs of other users). It sees the processes and control groups of the machine, and has no
 * network.
 *
 * It comes into being with the first who asks for it. Whoever may talk to the Docker engine may do all this anyhow; nothing of
 * it needs root on this side.
 */
export class Warden {
	readonly #options: WardenOptions;
	#agent: Promise<AgentClient> | undefined;
	#isClosed = false;

	constructor(options: WardenOptions) {
		this.#options = options;
	}

	/** Rejects where the engine or the machine does not allow it. */
	agent(): Promise<AgentClient> {
		if (this.#isClosed) return Promise.reject(new Error('The run is over'));
		this.#agent ??= startAgent(this.#options);
		return this.#agent;
	}

	/** Resolves when no container is under way any more. What there is of it is the run's to remove. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#agent?.catch(() => {});
	}
}

async function startAgent(options: WardenOptions): Promise<AgentClient> {
	const container = await createWarden(options);
	await container.putArchive(options.files, { path: '/' });
	return AgentClient.start(options.engine, container, nameOf(options.runId, 'warden'));
}

function createWarden({ engine, runId, image }: WardenOptions): Promise<Container> {
	return engine.createContainer({
		...agentConfig([]),
		name: nameOf(runId, 'warden'),
		Image: image,
		Labels: labelsOf(runId),
		HostConfig: {
			NetworkMode: 'none',
			PidMode: 'host',
			// Which the types of the engine's client do not know.
			...{ CgroupnsMode: 'host' },
			CapDrop: ['ALL'],
			CapAdd: ['SYS_ADMIN', 'SYS_PTRACE', 'DAC_OVERRIDE', 'KILL'],
			// AppArmor's profile for containers forbids to mount.
			SecurityOpt: ['no-new-privileges', 'apparmor=unconfined'],
			Binds: ['/dev:/dev', `/sys/fs/cgroup:${cgroupFolder}`],
			DeviceCgroupRules: ['b 7:* rwm', 'c 10:237 rwm'],
		},
	});
}
