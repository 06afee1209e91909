import { connectEngine, type Engine, ping } from './engine.ts';
import { hasKernelFeature, type KernelFeature, kernelFeatures } from './kernel.ts';
import { localPrograms, locateProgram } from './local-programs.ts';
import { type DockerPowers, tryPowers } from './powers.ts';

/** What `faultline doctor` tells about containers on this machine. */
export interface DockerProbe {
	readonly engine:
		| { readonly reachable: true; readonly version: string; readonly apiVersion: string; readonly kernel: string }
		| { readonly reachable: false; readonly reason: string };
	/** Nothing where no engine answers. */
	readonly powers?: DockerPowers;
	/** Programs of this machine that the base image is made of, by name. */
	readonly programs: Readonly<Record<string, boolean>>;
	/** Kernel features that faults rest on. `unknown` where this machine is not the engine's, or gives no answer. */
	readonly kernelFeatures: Readonly<Record<KernelFeature, boolean | 'unknown'>>;
}

/** Looks, and tries out what only trying tells. */
export async function examineDocker(engine: Engine = connectEngine()): Promise<DockerProbe> {
	const probe = await probeDocker(engine);
	return probe.engine.reachable ? { ...probe, powers: await tryPowers(engine) } : probe;
}

/** Looks alone. */
export async function probeDocker(engine: Engine = connectEngine()): Promise<DockerProbe> {
	const programs = ['ldd', ...localPrograms.map(({ name }) => name)];
	return {
		engine: await probeEngine(engine),
		programs: Object.fromEntries(programs.map((name) => [name, locateProgram(name) !== undefined])),
		kernelFeatures: Object.fromEntries(
			kernelFeatures.map((feature) => [feature, hasKernelFeature(feature)]),
		) as DockerProbe['kernelFeatures'],
	};
}

async function probeEngine(engine: Engine): Promise<DockerProbe['engine']> {
	try {
		await ping(engine);
		const { Version, ApiVersion, KernelVersion } = await engine.version();
		return { reachable: true, version: Version, apiVersion: ApiVersion, kernel: KernelVersion ?? 'unknown' };
	} catch (error) {
		return { reachable: false, reason: (error as Error).message };
	}
}
