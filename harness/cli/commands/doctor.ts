import type { FaultKind, TestOptions } from '../../model/index.ts';
import { createRuntime } from '../../runtimes/index.ts';
import type { Support } from '../../runtimes/runtime.ts';
import { type Command, defineCommand, jsonOption } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { runtimeNames } from '../test-options.ts';

const faultKinds: readonly FaultKind[] = [
	'cut',
	'crash',
	'pause',
	'loss',
	'duplicate',
	'delay',
	'clock-step',
	'clock-drift',
];

export const doctor: Command = defineCommand({
	usage: 'doctor',
	description: "What this machine can do: Docker, and each fault's support on each runtime, and why not",
	options: { ...jsonOption },
	async run(args, { output }) {
		const diagnosis: Diagnosis = {
			node: { version: process.version, ok: isNodeSupported(process.versions.node) },
			faults: Object.fromEntries(runtimeNames.map((runtime) => [runtime, supportOf(runtime)])),
		};
		if (args.json) output.json(diagnosis);
		else print(diagnosis, output);
		return exitCodes.valid;
	},
});

interface Diagnosis {
	readonly node: { readonly version: string; readonly ok: boolean };
	readonly faults: Readonly<Record<string, Readonly<Record<string, Support>>>>;
}

function supportOf(runtime: TestOptions['runtime']): Record<string, Support> {
	const { supports } = createRuntime({ runtime });
	return Object.fromEntries(faultKinds.map((kind) => [kind, supports(kind)]));
}

function isNodeSupported(version: string): boolean {
	const [major, minor] = version.split('.').map(Number) as [number, number];
	return major > 20 || (major === 20 && minor >= 19);
}

function print({ node, faults }: Diagnosis, output: Output): void {
	const { chalk } = output;
	output.line(`Node ${node.version}${node.ok ? '' : ': too old, Faultline needs 20.19 or newer'}`);
	output.line();
	output.line(chalk.bold(`fault        ${runtimeNames.map((runtime) => runtime.padEnd(9)).join('')}`));
	for (const kind of faultKinds) {
		const cells = runtimeNames.map((runtime) => (faults[runtime]?.[kind]?.supported ? 'yes' : 'no').padEnd(9));
		output.line(`${kind.padEnd(13)}${cells.join('')}`);
	}
	output.line();
	for (const [runtime, kinds] of Object.entries(faults)) {
		for (const [kind, support] of Object.entries(kinds)) {
			if (!support.supported) output.line(chalk.dim(`${runtime} has no ${kind}: ${support.reason}`));
		}
	}
}
