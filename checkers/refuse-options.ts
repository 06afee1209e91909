import { UsageError } from '../harness/model/index.ts';

/** Throws a `UsageError` for an option that is left when a checker has taken those that it knows: mostly a misspelt one. */
export function refuseOptions(checker: string, left: object): void {
	const [stray] = Object.keys(left);
	if (stray !== undefined) throw new UsageError(`The checker ${checker} has no option \`${stray}\``);
}
