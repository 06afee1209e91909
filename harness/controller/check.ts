import {
	type Checker,
	type CheckerChoice,
	type CheckerInput,
	type CheckerResult,
	findByName,
	type Registry,
} from '../model/index.ts';

/**
 * Runs a workload's checkers one after the other, each under the time limit. Results are by checker name; one that needs
 * what the runtime does not see has none.
 */
export async function check(
	input: CheckerInput,
	choices: readonly CheckerChoice[],
	registry: Registry,
	timeLimitMs: number,
): Promise<Record<string, CheckerResult>> {
	const results: Record<string, CheckerResult> = {};
	for (const { checker, options } of choices) {
		const found: Checker = findByName(registry.checkers, checker, 'checker');
		if (found.needs !== undefined && input[found.needs] === undefined) continue;
		results[checker] = await found.check(input, { timeLimitMs, ...options });
	}
	return results;
}
