import type { Anomaly, Operation } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { describeOperation } from './describe-operation.ts';
import type { FinalPath, LinearizabilityDetails } from './details.ts';
import { finalPathsFrom } from './final-paths.ts';
import type { Part } from './parts.ts';
import { judge, type ReplaySearch, searchFrom, type Witness } from './witness-judge.ts';

/** States and paths to show, at most. */
const shownMax = 8;

/** A witness in words and in data. Nothing when there is no time left to judge it once more. */
export function explain(part: Part, witness: Witness, search: ReplaySearch, minimized: boolean): Anomaly | undefined {
	const judgement = judge(witness, search);
	if (judgement === undefined) return undefined;
	const failing = judgement.failing.source;
	const states = new Set<string>();
	const finalPaths: FinalPath[] = [];
	for (const start of witness.starts) {
		const dead = searchFrom(witness.operations, start, search);
		if (dead === undefined || dead.failing.source !== failing) continue;
		for (const { front, state } of dead.configurations()) {
			if (front === dead.frontMax) states.add(part.model.describe(state));
		}
		finalPaths.push(...finalPathsFrom(start, dead, part.model, shownMax - finalPaths.length));
	}
	const details: LinearizabilityDetails = {
		key: part.key ?? null,
		model: part.model.model.name,
		window: [Math.min(...witness.operations.map(({ invoked }) => invoked)), failing.completed],
		failing: failing.invoked,
		failingText: describeOperation(failing),
		before: witness.starts.map(({ state, applied }) => ({
			state: part.model.describe(state),
			applied: [...applied].map(({ invoked }) => invoked).sort((a, b) => a - b),
		})),
		states: [...states].slice(0, 100),
		finalPaths,
		minimized,
	};
	return {
		type: 'nonlinearizable',
		message: messageOf(part, failing, [...states]),
		operations: witness.operations.map(({ invoked }) => invoked),
		details,
	};
}

/** For a violation that there was no time left to reduce: the whole part up to its end. */
export function explainWithoutWitness(part: Part): Anomaly {
	const operations = part.operations.map(({ invoked }) => invoked);
	const key = part.key === undefined ? '' : `Key ${canonical(part.key)}: `;
	return {
		type: 'nonlinearizable',
		message: `${key}no order explains these ${operations.length} operations. There was no time left to find fewer that show it.`,
		operations,
	};
}

function messageOf(part: Part, failing: Operation, states: readonly string[]): string {
	const key = part.key === undefined ? '' : `Key ${canonical(part.key)}: `;
	const shown = states.slice(0, shownMax).join(' or ');
	const more = states.length > shownMax ? ` (and ${states.length - shownMax} more)` : '';
	return (
		`${key}no order of the operations explains ${describeOperation(failing)} by process ${failing.process}. ` +
		`When it returned, everything else allows only the state ${shown}${more}, in which it cannot happen.`
	);
}
