import type { PlannedRun } from '../model/index.ts';
import type { CampaignWords } from './campaign-words.ts';
import { parseList, parseNemeses, parseSeeds } from './parse.ts';

type Test = (run: PlannedRun) => boolean;

/** What an option was given: several times, where that is possible. */
type Given = string | readonly string[];

type ChoosingOption = 'system' | 'workload' | 'runtime' | 'project' | 'mutant' | 'nemesis' | 'seeds';

/** What each option that chooses among runs asks of a run. */
const choices: Readonly<Record<ChoosingOption, (given: Given) => Test>> = {
	system: oneOf('--system', ({ options }) => options.system),
	workload: oneOf('--workload', ({ options }) => options.workload),
	runtime: oneOf('--runtime', ({ options }) => options.runtime),
	project: oneOf('--project', ({ project }) => project ?? ''),
	mutant: oneMutant,
	nemesis: oneMix,
	seeds: oneSeed,
};

export const choosingOptions: readonly ChoosingOption[] = Object.keys(choices) as ChoosingOption[];

/** Which of the runs that failed a call with `--last-failed` names: all, unless it says `--system`, `--seeds`, …. */
export function runsNamedBy(words: CampaignWords): (run: PlannedRun) => boolean {
	const tests = choosingOptions.flatMap((option): readonly Test[] => {
		const given = words[option];
		return given === undefined ? [] : [choices[option](given)];
	});
	return (run) => tests.every((test) => test(run));
}

function oneOf(option: string, nameOf: (run: PlannedRun) => string): (given: Given) => Test {
	return (given) => {
		const names = parseList(option, String(given));
		return (run) => names.includes(nameOf(run));
	};
}

function oneMutant(given: Given): Test {
	if (given === 'all') return ({ options }) => options.mutant !== null;
	return oneOf('--mutant', ({ options }) => options.mutant ?? 'none')(given);
}

function oneMix(given: Given): Test {
	const mixes = [given].flat().map((text) => parseNemeses(text).join(',') || 'none');
	return ({ mix }) => mixes.includes(mix);
}

function oneSeed(given: Given): Test {
	const ranges = parseSeeds(String(given));
	return ({ options }) => {
		const seed = BigInt(options.seed);
		return ranges.some(({ first, last }) => first <= seed && (last === null || seed <= last));
	};
}
