import { type FaultFamily, familyOf, faultKinds, type TestOptions } from '../../model/index.ts';
import type { DockerPowers, DockerProbe } from '../../runtimes/docker/index.ts';
import { createRuntime } from '../../runtimes/index.ts';
import { type Support, supportOf } from '../../runtimes/runtime.ts';
import { type Command, defineCommand, jsonOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { runtimeNames } from '../test-options.ts';

export const doctor: Command = defineCommand({
	usage: 'doctor',
	description: "What this machine can do: Docker, and each fault's support on each runtime, and why not",
	options: { ...jsonOption },
	async run(args, { output }) {
		const diagnosis: Diagnosis = {
			node: { version: process.version, ok: isNodeSupported(process.versions.node) },
			docker: await probe(),
			faults: Object.fromEntries(runtimeNames.map((runtime) => [runtime, faultsOf(runtime)])),
		};
		if (args.json) output.json(diagnosis);
		else print(diagnosis, output);
		return exitCodes.valid;
	},
});

interface Diagnosis {
	readonly node: { readonly version: string; readonly ok: boolean };
	readonly docker: DockerProbe;
	readonly faults: Readonly<Record<string, Readonly<Record<string, Support>>>>;
}

async function probe(): Promise<DockerProbe> {
	const { examineDocker } = await import('../../runtimes/docker/index.ts');
	return examineDocker();
}

function faultsOf(runtime: TestOptions['runtime']): Record<string, Support> {
	const there = createRuntime({ runtime });
	return Object.fromEntries(faultKinds.map((kind) => [kind, supportOf(there, kind)]));
}

function isNodeSupported(version: string): boolean {
	const [major, minor] = version.split('.').map(Number) as [number, number];
	return major > 20 || (major === 20 && minor >= 19);
}

function print({ node, docker, faults }: Diagnosis, output: Output): void {
	output.line(`Node     ${node.version}${node.ok ? '' : ': too old, Faultline needs 20.19 or newer'}`);
	printDocker(docker, output);
	output.line();
	printFaults(faults, output);
}

function printDocker({ engine, powers, programs, kernelFeatures }: DockerProbe, output: Output): void {
	output.line(
		engine.reachable
			? `Docker   ${engine.version} (API ${engine.apiVersion}, kernel ${engine.kernel})`
			: `Docker   not reachable: ${engine.reason}. The runtimes sim and process need none.`,
	);
	const words = (found: Readonly<Record<string, boolean | 'unknown'>>): string =>
		Object.entries(found)
			.map(([name, there]) => `${name} ${there === 'unknown' ? 'unknown' : there ? 'yes' : 'no'}`)
			.join(', ');
	output.line(`Kernel   ${words(kernelFeatures)}`);
	output.line(`Programs ${words(programs)} (the container image is made of them)`);
	if (powers !== undefined) printPowers(powers, output);
}

function printPowers({ disks, programClocks }: DockerPowers, output: Output): void {
	output.line(
		disks.supported
			? 'Disks    nodes in containers have disks of their own, which are filled, slowed down and broken for real'
			: `Disks    a node's host plays faults of disks, for nodes in containers cannot have their own: ${disks.reason}`,
	);
	output.line(
		programClocks.supported
			? 'Clocks   of nodes, and of any program that a node in a container has started'
			: `Clocks   of nodes, but not of programs that a node in a container has started: ${programClocks.reason}`,
	);
}

function printFaults(faults: Diagnosis['faults'], output: Output): void {
	const { chalk } = output;
	const width = Math.max(...faultKinds.map((kind) => kind.length)) + 2;
	output.line(chalk.bold(`  ${'fault'.padEnd(width)}${runtimeNames.map((runtime) => runtime.padEnd(9)).join('')}`));
	let family: FaultFamily | undefined;
	for (const kind of faultKinds) {
		if (family !== familyOf(kind)) output.line(chalk.dim(familyOf(kind)));
		family = familyOf(kind);
		const cells = runtimeNames.map((runtime) => (faults[runtime]?.[kind]?.supported ? 'yes' : 'no').padEnd(9));
		output.line(`  ${kind.padEnd(width)}${cells.join('')}`);
	}
	output.line();
	for (const [runtime, kinds] of Object.entries(faults)) {
		for (const [kind, support] of Object.entries(kinds)) {
			if (!support.supported) output.line(chalk.dim(`${runtime} has no ${kind}: ${support.reason}`));
		}
	}
}
