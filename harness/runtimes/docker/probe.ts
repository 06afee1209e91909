import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { execa } from 'execa';
import { connectEngine, type Engine, ping } from './engine.ts';

/** What `faultline doctor` tells about containers on this machine. */
export interface DockerProbe {
	readonly engine:
		| { readonly reachable: true; readonly version: string; readonly apiVersion: string; readonly kernel: string }
		| { readonly reachable: false; readonly reason: string };
	/** Programs of this machine that the base image is made of, by name. */
	readonly programs: Readonly<Record<string, boolean>>;
	/** Kernel features that faults rest on. `unknown` where this machine is not the engine's, or gives no answer. */
	readonly kernelFeatures: Readonly<Record<'nftables' | 'netem' | 'bridge' | 'veth' | 'overlay', boolean | 'unknown'>>;
}

export async function probeDocker(engine: Engine = connectEngine()): Promise<DockerProbe> {
	return {
		engine: await probeEngine(engine),
		programs: { nft: hasProgram('nft'), sleep: hasProgram('sleep'), ldd: hasProgram('ldd') },
		kernelFeatures: {
			nftables: await hasFeature('nf_tables', ['CONFIG_NF_TABLES']),
			netem: await hasFeature('sch_netem', ['CONFIG_NET_SCH_NETEM']),
			bridge: await hasFeature('bridge', ['CONFIG_BRIDGE']),
			veth: await hasFeature('veth', ['CONFIG_VETH']),
			overlay: await hasFeature('overlay', ['CONFIG_OVERLAY_FS']),
		},
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

function hasProgram(name: string): boolean {
	const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
	return folders.some((folder) => existsSync(`${folder}/${name}`));
}

/** Built into the kernel, loaded as a module, or there to be loaded. */
async function hasFeature(module: string, configKeys: readonly string[]): Promise<boolean | 'unknown'> {
	if (process.platform !== 'linux') return 'unknown';
	if (existsSync(`/sys/module/${module}`)) return true;
	const config = await kernelConfig();
	if (config !== undefined) return configKeys.some((key) => new RegExp(`^${key}=[ym]$`, 'm').test(config));
	const modules = `/lib/modules/${release()}`;
	if (!existsSync(`${modules}/modules.builtin`)) return 'unknown';
	const listed = ['modules.builtin', 'modules.dep']
		.map((file) => readFileSync(`${modules}/${file}`, 'utf8'))
		.join('\n');
	return listed.includes(`/${module}.ko`);
}

async function kernelConfig(): Promise<string | undefined> {
	const boot = `/boot/config-${release()}`;
	if (existsSync(boot)) return readFileSync(boot, 'utf8');
	if (!existsSync('/proc/config.gz')) return undefined;
	const { stdout, exitCode } = await execa('zcat', ['/proc/config.gz'], { reject: false });
	return exitCode === 0 ? stdout : undefined;
}
