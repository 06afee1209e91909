import { type Checker, findByName, type JsonValue, type Registry, UsageError } from '../model/index.ts';
import { importModule } from './import-module.ts';

/** A checker with its options, and the model that it stands for. */
export interface Judge {
	readonly checker: Checker;
	readonly model: string;
	readonly options: Options;
	/** What chose it, as it is written in a shell. */
	readonly words: string;
}

type Options = { readonly [option: string]: JsonValue };

/** A path or a file name is a module; anything else is the name of a model. Throws a `UsageError` for what is neither. */
export async function chooseJudge(
	model: string | undefined,
	optionsText: string | undefined,
	registry: Registry,
	algorithm?: string,
): Promise<Judge> {
	const options = {
		...(optionsText !== undefined && parseOptions(optionsText)),
		...(algorithm !== undefined && { algorithm }),
	};
	if (model === undefined) {
		const names = registry.models.map(({ name }) => name).join(', ');
		throw new UsageError(
			`Expected \`--model\`, for a history alone does not say what is right: one of ${names}, or a module`,
		);
	}
	if (/[/\\]|\.[cm]?[jt]s$/.test(model)) {
		if (optionsText !== undefined) {
			throw new UsageError(`Expected no \`--options\` with a module: what ${model} exports has its own`);
		}
		if (algorithm !== undefined) {
			throw new UsageError(`Expected no \`--algorithm\` with a module: what ${model} exports decides itself`);
		}
		const checker = registry.checkerOfModule(await importModule(model, 'model'), model);
		return { checker, model, options, words: `--model ${model}` };
	}
	const chosen = findByName(registry.models, model, 'model');
	const checker = findByName(registry.checkers, chosen.checker, 'checker');
	const optionWords = optionsText === undefined ? '' : ` --options '${optionsText.replaceAll("'", "'\\''")}'`;
	const words = `--model ${model}${optionWords}${algorithm === undefined ? '' : ` --algorithm ${algorithm}`}`;
	return { checker, model, options: { ...chosen.options, ...options }, words };
}

function parseOptions(text: string): Options {
	let options: unknown;
	try {
		options = JSON.parse(text);
	} catch (cause) {
		throw wrongOptions(text, cause);
	}
	if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
		return options as Options;
	}
	throw wrongOptions(text);
}

function wrongOptions(text: string, cause?: unknown): UsageError {
	return new UsageError(`Expected \`--options\` to be JSON such as '{"initial":0}', got \`${text}\``, { cause });
}
