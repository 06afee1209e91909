import { type NodeId, nodeNames } from '../../model/index.ts';
import { type Candidate, renameNodes, withScenario } from '../candidate.ts';
import { choices } from '../choices.ts';
import type { Trials } from '../trials.ts';

/** So many ways of choosing those that stay are tried for each size. */
const choicesMax = 10;

/** As small a cluster as still fails. Those that stay are called n1, n2, … again. */
export async function fewerNodes(trials: Trials, seedCount: number): Promise<void> {
	const { best } = trials;
	for (let size = 1; size < best.nodeCount; size++) {
		for (const stay of choices(nodeNames(best.nodeCount), size).slice(0, choicesMax)) {
			if (await trials.accepts(withNodes(best, stay), seedCount)) return;
		}
	}
}

function withNodes(candidate: Candidate, stay: readonly NodeId[]): Candidate {
	const names = new Map(stay.map((node, i) => [node, `n${i + 1}`]));
	const { faults } = candidate.scenario;
	return {
		...withScenario(candidate, {
			faults: faults.map((fault) => ({ ...fault, fault: renameNodes(fault.fault, names) })),
		}),
		nodeCount: stay.length,
	};
}
