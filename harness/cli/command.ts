import type { InferredOptionTypes, Options } from 'yargs';
import type { Registry } from '../model/index.ts';
import type { ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';

/** What a command works with. */
export interface CommandEnvironment {
	readonly registry: Registry;
	readonly output: Output;
	/** The module that runs one simulation of a campaign in a thread: `bin/campaign-worker`. */
	readonly workerFile: string;
}

/** One command of the command line. */
export interface Command {
	/** With its positional arguments: `run <system>`. */
	readonly usage: string;
	/** One sentence. */
	readonly description: string;
	readonly positionals: Readonly<Record<string, Options>>;
	readonly options: Readonly<Record<string, Options>>;
	/** Options that may be given several times. */
	readonly repeatable: readonly string[];
	readonly examples: readonly (readonly [command: string, description: string])[];
	run(args: never, environment: CommandEnvironment): Promise<ExitCode>;
}

/** Gives `run` the types of the positional arguments and options that are declared beside it. */
export function defineCommand<
	const Positionals extends Readonly<Record<string, Options>>,
	const Declared extends Readonly<Record<string, Options>>,
>(command: {
	readonly usage: string;
	readonly description: string;
	readonly positionals?: Positionals;
	readonly options: Declared;
	readonly repeatable?: readonly string[];
	readonly examples?: readonly (readonly [command: string, description: string])[];
	run(
		args: InferredOptionTypes<Positionals> & InferredOptionTypes<Declared>,
		environment: CommandEnvironment,
	): Promise<ExitCode>;
}): Command {
	return { positionals: {}, repeatable: [], examples: [], ...command };
}

/** An option with a value. Every value is text: seeds of 64 bits survive, and errors echo what arrived. */
export interface TextOption extends Options {
	readonly type: 'string';
}

/** An option that is there or not. */
export interface Flag extends Options {
	readonly type: 'boolean';
	readonly default: boolean;
}

export function text(describe: string): TextOption {
	return { type: 'string', requiresArg: true, describe };
}

export function textWithDefault(value: string, describe: string): TextOption & { readonly default: string } {
	return { ...text(describe), default: value };
}

export function flag(describe: string): Flag {
	return { type: 'boolean', default: false, describe };
}

export const jsonOption: { readonly json: Flag } = {
	json: flag('For programs: JSON on standard output, and nothing else'),
};

/** Options that every command has. */
export const commonOptions: { readonly color: Options & { readonly type: 'boolean' }; readonly debug: Flag } = {
	color: { type: 'boolean', describe: 'Colours; NO_COLOR and CI are respected [default: on a terminal]' },
	debug: flag('Show the stack of an error'),
};
