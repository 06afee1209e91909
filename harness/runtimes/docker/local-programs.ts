import { existsSync } from 'node:fs';

/** A program of this machine that goes into the base image, and the Debian package that has it. */
export interface LocalProgram {
	readonly name: string;
	readonly packageName: string;
	/** Without it there is no image; without the others some faults are not supported. */
	readonly isRequired?: true;
}

export const localPrograms: readonly LocalProgram[] = [
	{ name: 'node', packageName: 'nodejs', isRequired: true },
	{ name: 'nft', packageName: 'nftables', isRequired: true },
	{ name: 'tc', packageName: 'iproute2' },
	{ name: 'mkfs.ext4', packageName: 'e2fsprogs' },
	{ name: 'losetup', packageName: 'mount' },
	{ name: 'mount', packageName: 'mount' },
	{ name: 'umount', packageName: 'mount' },
	{ name: 'fallocate', packageName: 'util-linux' },
	{ name: 'xfs_io', packageName: 'xfsprogs' },
];

const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Where a program is on this machine. */
export function locateProgram(name: string): string | undefined {
	if (name === 'node') return process.execPath;
	return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}

/** What to install so that these programs are there; nothing when they are. */
export function missingPackages(names: readonly string[]): readonly string[] {
	const missing = localPrograms.filter(({ name }) => names.includes(name) && locateProgram(name) === undefined);
	return [...new Set(missing.map(({ packageName }) => packageName))];
}

/** The command that installs packages, for messages. */
export function installCommand(packages: readonly string[]): string {
	return `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}
