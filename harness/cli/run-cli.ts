import yargs, { type Argv } from 'yargs';
import { versions } from '../controller/versions.ts';
import { didYouMean, type Registry, UsageError } from '../model/index.ts';
import { type Command, commonOptions } from './command.ts';
import { commands } from './commands/index.ts';
import { type ExitCode, exitCodeOfError, exitCodes } from './exit-codes.ts';
import { createOutput, surviveClosedPipes } from './output.ts';
import { printError } from './print-error.ts';
import { sweepLeftovers } from './sweep.ts';

/**
 * The command line. Never throws: an error is printed as its reason in words, and becomes the exit code.
 *
 * @param argv without the program's own name
 * @param workerFile the module that runs one simulation of a campaign in a thread
 */
export async function runCli(argv: readonly string[], registry: Registry, workerFile: string): Promise<number> {
	surviveClosedPipes();
	let exitCode: ExitCode = exitCodes.valid;
	let isCallRight = false;
	const parser = createParser(argv, async (command, args) => {
		isCallRight = true;
		const output = createOutput({ json: args['json'] === true, color: args['color'] as boolean | undefined });
		refuseRepeated(command, args);
		await sweepLeftovers(output);
		exitCode = await command.run(args as never, { registry, output, workerFile });
	});
	try {
		checkCommandName(argv);
		await parser.parseAsync();
		return exitCode;
	} catch (cause) {
		const error = isCallRight ? cause : explainWrongCall(cause, argv);
		printError(error, { debug: argv.includes('--debug') });
		return exitCodeOfError(error);
	}
}

type Handler = (command: Command, args: Readonly<Record<string, unknown>>) => Promise<void>;

function createParser(argv: readonly string[], handle: Handler): Argv {
	let parser: Argv = yargs([...argv])
		.scriptName('faultline')
		.usage('$0 <command>\n\nFault-injection testing for distributed systems: simulate, break, check, replay, explain.')
		.locale('en')
		// The handler must not run after a failure, and nobody but us decides how the process ends.
		.exitProcess(false)
		.fail(false)
		.strict()
		.version(versions.faultline)
		.wrap(Math.min(120, process.stdout.columns ?? 100))
		.options(commonOptions)
		.demandCommand(1, 'Expected a command, got none');
	for (const command of commands) {
		parser = parser.command(
			command.usage,
			command.description,
			(builder) => build(builder, command),
			(args) => handle(command, args),
		);
	}
	return parser;
}

function build(builder: Argv, command: Command): Argv {
	let built = builder.options(command.options);
	for (const [name, options] of Object.entries(command.positionals)) built = built.positional(name, options as never);
	for (const [example, description] of command.examples) built = built.example(example, description);
	return built;
}

/** yargs would make a list of it, silently. */
function refuseRepeated(command: Command, args: Readonly<Record<string, unknown>>): void {
	for (const name of Object.keys({ ...command.options, ...commonOptions })) {
		const value = args[name];
		if (!Array.isArray(value) || command.repeatable.includes(name)) continue;
		throw new UsageError(`Expected \`--${name}\` once, got ${value.map((one) => `\`${one}\``).join(' and ')}`);
	}
}

function checkCommandName(argv: readonly string[]): void {
	const [first] = argv;
	if (first === undefined || first.startsWith('-')) return;
	const names = commands.map(nameOf);
	if (!names.includes(first)) throw new UsageError(`Expected a command, got \`${first}\`.${didYouMean(first, names)}`);
}

/** What yargs finds wrong with a call, in our words: it does not say what an unknown option resembles. */
function explainWrongCall(cause: unknown, argv: readonly string[]): Error {
	if (cause instanceof UsageError) return cause;
	const message = cause instanceof Error ? cause.message : String(cause);
	const command = commands.find((candidate) => nameOf(candidate) === argv[0]);
	const unknown = /^Unknown arguments?: ([^,]*)/.exec(message)?.[1];
	if (unknown !== undefined) return new UsageError(explainUnknown(unknown, command, argv), { cause });
	if (command !== undefined && message.startsWith('Not enough non-option arguments')) {
		return new UsageError(`Expected \`faultline ${command.usage}\`, got \`faultline ${argv.join(' ')}\``, { cause });
	}
	return new UsageError(`${message}. \`faultline --help\` shows how it is called.`, { cause });
}

function explainUnknown(word: string, command: Command | undefined, argv: readonly string[]): string {
	const where = command === undefined ? '`faultline`' : `\`faultline ${nameOf(command)}\``;
	const option = argv
		.map((given) => given.split('=')[0] as string)
		.find((given) => /^--?/.test(given) && given.replace(/^-+/, '') === word);
	if (option === undefined) return `Expected no further argument of ${where}, got \`${word}\``;
	const known = Object.keys({ ...command?.options, ...commonOptions }).map((name) => `--${name}`);
	return `Expected an option of ${where}, got \`${option}\`.${didYouMean(option, known)}`;
}

function nameOf(command: Command): string {
	return command.usage.split(' ')[0] as string;
}
