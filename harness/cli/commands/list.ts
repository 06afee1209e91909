import { nodeChoiceWords, type Registry } from '../../model/index.ts';
import { type Command, defineCommand, jsonOption } from '../command.ts';
import { configOption, withConfig } from '../config.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { parseChoice } from '../parse.ts';

const kinds = ['systems', 'workloads', 'nemeses', 'checkers', 'models', 'mutants'] as const;

export const list: Command = defineCommand({
	usage: 'list [kind]',
	description: 'What there is: systems, workloads, nemeses, checkers, models, mutants',
	positionals: { kind: { type: 'string', describe: `One of ${kinds.join(', ')}` } },
	options: { ...jsonOption, ...configOption },
	async run(args, { registry: builtIn, output }) {
		const { registry } = await withConfig(builtIn, args.config);
		const wanted = args.kind === undefined ? kinds : [parseChoice('kind', args.kind, kinds)];
		const inventory = Object.fromEntries(wanted.map((kind) => [kind, itemsOf[kind](registry)]));
		if (args.json) output.json(args.kind === undefined ? inventory : inventory[args.kind]);
		else for (const kind of wanted) print(kind, inventory[kind] as readonly Item[], output);
		return exitCodes.valid;
	},
});

interface Item {
	readonly name: string;
	readonly description: string;
	/** Whose it is, where names are a system's own. */
	readonly system?: string;
	readonly seenIn?: string;
	readonly default?: boolean;
	/** Of a nemesis: it can be aimed at nodes, as in `crash:majority`. */
	readonly takesNodes?: boolean;
}

const itemsOf: Readonly<Record<(typeof kinds)[number], (registry: Registry) => readonly Item[]>> = {
	systems: ({ systems }) => systems.map(({ name, description }) => ({ name, description })),
	workloads: ({ systems }) =>
		systems.flatMap((system) =>
			system.workloads.map(({ name, description }) => ({
				name,
				description,
				system: system.name,
				default: name === system.defaultWorkload,
			})),
		),
	nemeses: ({ nemeses }) =>
		nemeses.map(({ name, description, aimedAt }) => ({ name, description, takesNodes: aimedAt !== undefined })),
	checkers: ({ checkers }) => checkers.map(({ name, description }) => ({ name, description })),
	models: ({ models }) => models.map(({ name, description }) => ({ name, description })),
	mutants: ({ systems }) =>
		systems.flatMap((system) =>
			system.mutants.map(({ name, description, seenIn }) => ({ name, description, system: system.name, seenIn })),
		),
};

function titleOf({ system, name, takesNodes }: Item): string {
	if (system !== undefined) return `${system} ${name}`;
	return takesNodes ? `${name}[:nodes]` : name;
}

function print(kind: string, items: readonly Item[], output: Output): void {
	const { chalk } = output;
	output.line(chalk.bold(kind));
	const titles = items.map(titleOf);
	const width = Math.max(0, ...titles.map((title) => title.length));
	for (const [i, item] of items.entries()) {
		const isDefault = item.default === true ? ' (default)' : '';
		output.line(`  ${(titles[i] as string).padEnd(width)}  ${chalk.dim(item.description + isDefault)}`);
	}
	if (items.length === 0) output.line('  none');
	if (kind === 'nemeses') output.line(chalk.dim(`  nodes: ${nodeChoiceWords.join(', ')}, or a list like n1+n3`));
	output.line();
}
