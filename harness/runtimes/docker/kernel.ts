import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';

/** Parts of the kernel that containers and faults rest on: the module, and what turns it on when the kernel is built. */
const features = {
	nftables: ['nf_tables', 'CONFIG_NF_TABLES'],
	redirect: ['nft_redir', 'CONFIG_NFT_REDIR'],
	netem: ['sch_netem', 'CONFIG_NET_SCH_NETEM'],
	htb: ['sch_htb', 'CONFIG_NET_SCH_HTB'],
	tbf: ['sch_tbf', 'CONFIG_NET_SCH_TBF'],
	u32: ['cls_u32', 'CONFIG_NET_CLS_U32'],
	bridge: ['bridge', 'CONFIG_BRIDGE'],
	veth: ['veth', 'CONFIG_VETH'],
	overlay: ['overlay', 'CONFIG_OVERLAY_FS'],
	loop: ['loop', 'CONFIG_BLK_DEV_LOOP'],
	ext4: ['ext4', 'CONFIG_EXT4_FS'],
	throttling: ['blk-throttle', 'CONFIG_BLK_DEV_THROTTLING'],
} as const;

export type KernelFeature = keyof typeof features;

export const kernelFeatures: readonly KernelFeature[] = Object.keys(features) as KernelFeature[];

/**
 * Whether this machine's kernel has it: built in, loaded as a module, or there to be loaded. `unknown` where that cannot be
 * seen. Of the engine's kernel it says nothing when the engine is on another machine.
 */
export function hasKernelFeature(feature: KernelFeature): boolean | 'unknown' {
	if (process.platform !== 'linux') return 'unknown';
	const [module, configKey] = features[feature];
	if (existsSync(`/sys/module/${module}`)) return true;
	kernel ??= readKernel();
	if (kernel.config !== undefined) return new RegExp(`^${configKey}=[ym]$`, 'm').test(kernel.config);
	return kernel.modules === undefined ? 'unknown' : kernel.modules.includes(`/${module}.ko`);
}

/** It does not change while this process runs. */
let kernel: { readonly config: string | undefined; readonly modules: string | undefined } | undefined;

function readKernel(): NonNullable<typeof kernel> {
	const config = firstOf(
		() => readFileSync(`/boot/config-${release()}`, 'utf8'),
		() => gunzipSync(readFileSync('/proc/config.gz')).toString(),
	);
	const folder = `/lib/modules/${release()}`;
	const modules = firstOf(() =>
		['modules.builtin', 'modules.dep'].map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n'),
	);
	return { config, modules };
}

function firstOf(...reads: readonly (() => string)[]): string | undefined {
	for (const read of reads) {
		try {
			return read();
		} catch {
			// The next one.
		}
	}
	return undefined;
}
