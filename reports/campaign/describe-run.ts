import type { CampaignRun } from '../../harness/model/index.ts';
import { escapeControl } from '../operation-label.ts';

/** Which test a run was, without its seed: `raft/register with partition,crash, mutant stale-reads, docker`. A swarm is one test. */
export function describeTest({ system, workload, mix, mutant, runtime, project }: CampaignRun): string {
	const words = [`${system}/${workload} with ${mix === 'none' ? 'no nemesis' : mix}`];
	if (project !== null) words.unshift(project);
	if (mutant !== null) words.push(`mutant ${mutant}`);
	if (runtime !== 'sim') words.push(runtime);
	return escapeControl(words.join(', '));
}

/** How a run ended, in a few words: `nonlinearizable (linearizability)`, or the reason. */
export function describeResult({ result, reason, anomalies, nondeterministic }: CampaignRun): string {
	if (result === 'valid') return 'valid';
	const found = [...new Set(anomalies.map(({ type, checker }) => `${type} (${checker})`))];
	const words = result === 'invalid' && found.length > 0 ? found.join(', ') : (reason ?? '').split('\n', 1).join('');
	const error = nondeterministic === true ? 'not deterministic' : 'could not be run';
	const name = result === 'error' ? error : result;
	return escapeControl(words === '' ? name : `${name}: ${words}`);
}

/** Runs that have a name in common, in the order in which the names come first. */
export function runsBy(
	nameOf: (run: CampaignRun) => string,
	runs: readonly CampaignRun[],
): ReadonlyMap<string, readonly CampaignRun[]> {
	const named = new Map<string, CampaignRun[]>();
	for (const run of runs) {
		const name = nameOf(run);
		if (named.get(name)?.push(run) === undefined) named.set(name, [run]);
	}
	return named;
}
