import { UsageError } from '../model/index.ts';
import { choosingOptions } from './choose-runs.ts';

/** What a campaign runs, where it is not a matrix of the options and the config: the option that says so. */
type OtherCall = 'last-failed' | 'repros';

/** How runs are carried out and told of, whatever it is that is run. */
const telling: readonly string[] = ['reporter', 'out', 'json', 'debug'];

/** What goes with such a call; every other option is refused there, and so is a new one until it is listed here. */
const honoured: Readonly<Record<OtherCall, readonly string[]>> = {
	'last-failed': [
		...choosingOptions,
		...['shard', 'budget', 'jobs', 'run-timeout', 'bail', 'fresh', 'compare', 'shrink-budget'],
		...telling,
	],
	repros: telling,
};

const whyNot: Readonly<Record<OtherCall, string>> = {
	'last-failed': 'runs that failed are run again as they were: leave one of them out',
	repros: 'a repro says all about its run, and all of a folder are run one after the other: leave one of them out',
};

/** Throws a `UsageError` for an option of `campaign` that `--last-failed` or `--repros` leaves without a meaning. */
export function refuseUnheeded(args: Readonly<Record<string, unknown>>, options: readonly string[]): void {
	const given = options.filter((name) => args[name] !== undefined && args[name] !== false);
	const call = given.includes('repros') ? 'repros' : given.includes('last-failed') ? 'last-failed' : undefined;
	const unheeded = call && given.find((name) => name !== call && !honoured[call].includes(name));
	if (call === undefined || unheeded === undefined) return;
	throw new UsageError(`Expected \`--${call}\` without \`--${unheeded}\`, for ${whyNot[call]}`);
}
