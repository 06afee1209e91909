import type { CreateNode, System } from '../../model/index.ts';

/** What a host needs of a system. */
export type HostedSystem = Pick<System, 'name' | 'createNode' | 'mutants'>;

export interface NodeChoice {
	readonly system: string;
	readonly mutant?: string | undefined;
	/** A `file:` URL of a module that exports the system, as `default` or under any name. */
	readonly module?: string | undefined;
}

/** The program to run: of a built-in system, or of one from a module of the user's. */
export async function loadNode(choice: NodeChoice, builtIn: readonly HostedSystem[]): Promise<CreateNode> {
	const systems = choice.module === undefined ? builtIn : await importSystems(choice.module);
	const system = systems.find(({ name }) => name === choice.system);
	if (system === undefined) {
		const names = systems.map(({ name }) => name).join(', ') || 'none';
		throw new Error(`Expected a system of ${choice.module ?? 'the registry'} (${names}), got \`${choice.system}\``);
	}
	return choice.mutant === undefined ? system.createNode : mutantOf(system, choice.mutant);
}

async function importSystems(url: string): Promise<readonly HostedSystem[]> {
	const exported: { readonly [name: string]: unknown } = await import(url);
	return Object.values(exported).filter(isSystem);
}

function isSystem(value: unknown): value is HostedSystem {
	const system = value as Partial<HostedSystem> | null;
	return typeof system === 'object' && typeof system?.name === 'string' && typeof system.createNode === 'function';
}

function mutantOf(system: HostedSystem, name: string): CreateNode {
	const mutant = system.mutants.find((candidate) => candidate.name === name);
	if (mutant === undefined) {
		const names = system.mutants.map((candidate) => candidate.name).join(', ') || 'none';
		throw new Error(`Expected a mutant of ${system.name} (${names}), got \`${name}\``);
	}
	return mutant.createNode;
}
