import { PassThrough } from 'node:stream';
import type { Container, ContainerCreateOptions } from 'dockerode';
import { onLines } from '../host/lines.ts';
import type { AgentReply, AgentRequest } from './agent/protocol.ts';
import type { Engine } from './engine.ts';

/** Where an agent's program stands in its container. */
export const agentPath = 'faultline/agent.mjs';

const lastWordsMax = 20;

/** The agent that is a container's only program, as the controller talks to it. */
export class AgentClient {
	readonly #name: string;
	readonly #stream: NodeJS.ReadWriteStream;
	readonly #waiting = new Map<number, { resolve(output: string): void; reject(error: Error): void }>();
	readonly #lastWords: string[] = [];
	#lastId = 0;
	#ended = false;

	private constructor(name: string, stream: NodeJS.ReadWriteStream) {
		this.#name = name;
		this.#stream = stream;
	}

	/** Starts the container, which must have been created with `agentConfig`. */
	static async start(engine: Engine, container: Container, name: string): Promise<AgentClient> {
		const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
		const client = new AgentClient(name, stream);
		client.#listen(engine);
		await container.start();
		return client;
	}

	/** Resolves with what the agent answers; rejects with why it could not be done. */
	request(request: AgentRequest): Promise<string> {
		const id = ++this.#lastId;
		return new Promise((resolve, reject) => {
			if (this.#ended) reject(this.#gone());
			this.#waiting.set(id, { resolve, reject });
			this.#stream.write(`${JSON.stringify({ id, ...request })}\n`);
		});
	}

	/** Runs a program in the container. */
	run(command: readonly string[], input?: string): Promise<string> {
		return this.request({ kind: 'run', command, ...(input !== undefined && { input }) });
	}

	#listen(engine: Engine): void {
		const output = new PassThrough();
		const errors = new PassThrough();
		engine.modem.demuxStream(this.#stream, output, errors);
		onLines(output, (line) => this.#receive(JSON.parse(line) as AgentReply));
		onLines(errors, (line) => {
			this.#lastWords.push(line);
			if (this.#lastWords.length > lastWordsMax) this.#lastWords.shift();
		});
		for (const event of ['end', 'close', 'error']) this.#stream.on(event, () => this.#end());
	}

	#receive(reply: AgentReply): void {
		const waiting = this.#waiting.get(reply.id);
		this.#waiting.delete(reply.id);
		if ('error' in reply) waiting?.reject(new Error(reply.error));
		else waiting?.resolve(reply.output);
	}

	#end(): void {
		this.#ended = true;
		for (const { reject } of this.#waiting.values()) reject(this.#gone());
		this.#waiting.clear();
	}

	#gone(): Error {
		return new Error([`The agent in ${this.#name} is gone.`, ...this.#lastWords].join('\n'));
	}
}

/** What a container is created with so that it runs an agent. Its file still has to be put there. */
export function agentConfig(args: readonly string[]): ContainerCreateOptions {
	return {
		Entrypoint: ['/bin/node'],
		Cmd: [`/${agentPath}`, ...args],
		OpenStdin: true,
		StdinOnce: true,
		AttachStdin: true,
		AttachStdout: true,
		AttachStderr: true,
	};
}
