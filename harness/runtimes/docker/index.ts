import { readFile } from 'node:fs/promises';
import { agentBundle, moduleBundle, nodeHostBundle } from '../host/bundle.ts';
import { RealCluster } from '../real/real-cluster.ts';
import { type Cluster, type Deployment, type Runtime, RuntimeError } from '../runtime.ts';
import { agentPath } from './agent-client.ts';
import { ensureBaseImage } from './base-image.ts';
import { DockerMachinery } from './docker-machinery.ts';
import { assertAnswers, connectEngine, type Engine, hasStatus } from './engine.ts';
import { hasNetem, supports } from './supports.ts';
import { type TarEntry, tar } from './tar.ts';

export type { Engine } from './engine.ts';
export type { DockerPowers } from './powers.ts';
export { type DockerProbe, examineDocker, probeDocker } from './probe.ts';
export { sweepDocker } from './sweep.ts';

export interface DockerRuntimeOptions {
	/** What nodes run in, instead of the image made from this machine. Must have `node`, version 20.19 or above. */
	readonly image?: string;
	/** How long a node may take to answer `init`. */
	readonly readyTimeoutMs?: number;
	readonly engine?: Engine;
}

interface ResolvedOptions {
	readonly image: string | undefined;
	readonly readyTimeoutMs: number;
	readonly engine: Engine;
}

/** Each node a container, TCP between them, real faults. */
export function createDockerRuntime(options: DockerRuntimeOptions = {}): Runtime {
	const { image, readyTimeoutMs = 30_000, engine = connectEngine() } = options;
	return {
		name: 'docker',
		seesMessages: false,
		supports,
		deploy: (deployment) => deploy(deployment, { image, readyTimeoutMs, engine }),
	};
}

export const dockerRuntime: Runtime = createDockerRuntime();

async function deploy(deployment: Deployment, options: ResolvedOptions): Promise<Cluster> {
	const { engine, readyTimeoutMs } = options;
	await assertAnswers(engine);
	const { keeperImage, nodeImage } = await ensureImages(options);
	const files = await nodeFiles(deployment);
	const keeperFiles = tar([{ path: agentPath, content: await readFile(await agentBundle()), mode: 0o644 }]);
	let machinery: DockerMachinery | undefined;
	const cluster = new RealCluster({
		nodes: deployment.nodes,
		seed: deployment.seed,
		runtime: { name: 'docker', supports },
		createMachinery(events) {
			machinery = new DockerMachinery({
				engine,
				deployment,
				keeperImage,
				nodeImage,
				hostArguments: hostArguments(deployment),
				files,
				keeperFiles,
				netem: hasNetem(),
				readyTimeoutMs,
				events,
			});
			return machinery;
		},
	});
	try {
		await machinery?.startAll();
	} catch (error) {
		await cluster.shutdown();
		throw error instanceof RuntimeError ? error : await explain(engine, error);
	}
	return cluster;
}

async function ensureImages({ engine, image }: ResolvedOptions): Promise<{ keeperImage: string; nodeImage: string }> {
	try {
		const keeperImage = await ensureBaseImage(engine);
		if (image !== undefined) await assertImage(engine, image);
		return { keeperImage, nodeImage: image ?? keeperImage };
	} catch (error) {
		throw error instanceof RuntimeError ? error : await explain(engine, error);
	}
}

async function assertImage(engine: Engine, image: string): Promise<void> {
	try {
		await engine.getImage(image).inspect();
	} catch (cause) {
		if (!hasStatus(cause, 404)) throw cause;
		const message = `Expected the image \`${image}\` at the Docker engine, which does not have it. Get it first: \`docker pull ${image}\``;
		throw new RuntimeError('image', message, { cause });
	}
}

const hostPath = 'faultline/node.mjs';
const modulePath = 'faultline/module.mjs';

function hostArguments({ program, seed }: Deployment): readonly string[] {
	return [
		`/${hostPath}`,
		`--system=${program.system}`,
		`--seed=${seed}`,
		'--transport=tcp',
		'--inspect',
		...(program.mutant === undefined ? [] : [`--mutant=${program.mutant}`]),
		...(program.module === undefined ? [] : [`--module=file:///${modulePath}`]),
	];
}

async function nodeFiles({ program }: Deployment): Promise<Buffer> {
	const entries: TarEntry[] = [{ path: hostPath, content: await readFile(await nodeHostBundle()), mode: 0o644 }];
	if (program.module !== undefined) {
		entries.push({ path: modulePath, content: await readFile(await moduleBundle(program.module)), mode: 0o644 });
	}
	return tar(entries);
}

/** An engine that died in the middle says so with whatever call was under way. */
async function explain(engine: Engine, cause: unknown): Promise<RuntimeError> {
	await assertAnswers(engine);
	return new RuntimeError('node-not-ready', `The nodes could not be deployed: ${(cause as Error).message}`, { cause });
}
