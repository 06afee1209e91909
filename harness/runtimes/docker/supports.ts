import type { ClusterFaultKind } from '../../model/index.ts';
import type { Support } from '../runtime.ts';
import { hasKernelFeature, type KernelFeature } from './kernel.ts';
import { installCommand, missingPackages } from './local-programs.ts';

const yes: Support = { supported: true };

/** What is looked up. */
export interface Machine {
	has(feature: KernelFeature): boolean | 'unknown';
	/** What to install so that these programs are there. */
	missingPackages(programs: readonly string[]): readonly string[];
}

const thisMachine: Machine = { has: hasKernelFeature, missingPackages };

/**
 * What containers on this machine can suffer. What the kernel or the machine's programs do is looked up; the rest a node's
 * own host does, which is everywhere the same.
 */
export function supports(kind: ClusterFaultKind, machine: Machine = thisMachine): Support {
	switch (kind) {
		case 'bandwidth':
			return needs(machine, ['tc'], ['htb', 'tbf', 'u32']);
		case 'delay':
			return hasNetem(machine) ? needs(machine, ['tc'], ['htb', 'u32']) : needs(machine, [], ['redirect']);
		case 'duplicate':
		case 'reorder':
			return needs(machine, [], ['redirect']);
		default:
			return yes;
	}
}

/** Whether packets can be delayed by the kernel itself. Never assumed where it cannot be seen. */
export function hasNetem(machine: Machine = thisMachine): boolean {
	return machine.has('netem') === true && machine.missingPackages(['tc']).length === 0;
}

/** Whether nodes can have disks of their own, as far as that can be seen from here. The engine may still refuse. */
export function volumeSupport(machine: Machine = thisMachine): Support {
	const programs = ['mkfs.ext4', 'losetup', 'mount', 'umount', 'fallocate', 'xfs_io'];
	return needs(machine, programs, ['loop', 'ext4']);
}

/** What has to be there; a kernel that does not tell is believed until it refuses. */
function needs(machine: Machine, programs: readonly string[], features: readonly KernelFeature[]): Support {
	const packages = machine.missingPackages(programs);
	if (packages.length > 0)
		return no(`it needs ${programs.join(' and ')} on this machine: \`${installCommand(packages)}\``);
	const absent = features.filter((feature) => machine.has(feature) === false);
	return absent.length === 0 ? yes : no(`this machine's kernel was built without ${absent.join(' and ')}`);
}

function no(reason: string): Support {
	return { supported: false, reason };
}
