import { type PlannedRun, UsageError } from '../model/index.ts';
import type { CampaignWords } from './campaign-words.ts';
import { parseList, parseNemeses, parseSeeds } from './parse.ts';
import { runOptionNames } from './test-options.ts';

/**
 * Which of the runs that failed a call with `--last-failed` names: all, unless it says `--system`, `--seeds`, …. They are run as they
 * were; so an option that would change them is refused with a `UsageError`.
 */
export function runsNamedBy(words: CampaignWords): (run: PlannedRun) => boolean {
	refuseChanges(words);
	const isNamed = [
		oneOf('--system', words.system, ({ options }) => options.system),
		oneOf('--workload', words.workload, ({ options }) => options.workload),
		oneOf('--mutant', words.mutant === 'all' ? undefined : words.mutant, ({ options }) => options.mutant ?? 'none'),
		oneOf('--runtime', words.runtime, ({ options }) => options.runtime),
		oneOf('--project', words.project, ({ project }) => project ?? ''),
		oneMix(words.nemesis),
		oneSeed(words.seeds),
	];
	return (run) => isNamed.every((test) => test(run));
}

function refuseChanges(words: CampaignWords): void {
	const changed = runOptionNames.find((name) => words[name] !== undefined);
	if (changed === undefined) return;
	throw new UsageError(
		`Expected \`--last-failed\` without \`--${changed}\`, for runs that failed are run again as they were: leave one of them out`,
	);
}

type Test = (run: PlannedRun) => boolean;

function oneOf(option: string, text: string | undefined, nameOf: (run: PlannedRun) => string): Test {
	if (text === undefined) return () => true;
	const names = parseList(option, text);
	return (run) => names.includes(nameOf(run));
}

function oneMix(given: CampaignWords['nemesis']): Test {
	if (given === undefined) return () => true;
	const mixes = (typeof given === 'string' ? [given] : given).map((text) => parseNemeses(text).join(',') || 'none');
	return ({ mix }) => mixes.includes(mix);
}

function oneSeed(text: string | undefined): Test {
	if (text === undefined) return () => true;
	const ranges = parseSeeds(text);
	return ({ options }) => {
		const seed = BigInt(options.seed);
		return ranges.some(({ first, last }) => first <= seed && (last === null || seed <= last));
	};
}
