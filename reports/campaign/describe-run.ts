import type { CampaignRun } from '../../harness/model/index.ts';
import { escapeControl } from '../operation-label.ts';

/** Which test a run was, without its seed: `raft/register with partition,crash, mutant stale-reads, docker`. */
export function describeTest({ system, workload, nemeses, mutant, runtime }: CampaignRun): string {
	const words = [`${system}/${workload} with ${nemeses.join(',') || 'no nemesis'}`];
	if (mutant !== null) words.push(`mutant ${mutant}`);
	if (runtime !== 'sim') words.push(runtime);
	return escapeControl(words.join(', '));
}

/** How a run ended, in a few words: `nonlinearizable (linearizability)`, or the reason. */
export function describeResult({ result, reason, anomalies }: CampaignRun): string {
	if (result === 'valid') return 'valid';
	const found = [...new Set(anomalies.map(({ type, checker }) => `${type} (${checker})`))];
	const words = result === 'invalid' && found.length > 0 ? found.join(', ') : (reason ?? '').split('\n', 1).join('');
	const name = result === 'error' ? 'could not be run' : result;
	return escapeControl(words === '' ? name : `${name}: ${words}`);
}
