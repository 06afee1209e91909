import type { Anomaly, Operation } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { describeOperation, shorten } from './describe-operation.ts';
import type { FinalPath, LinearizabilityDetails } from './details.ts';
import { finalPathsFrom } from './final-paths.ts';
import type { Part, PlacedOperation } from './parts.ts';
import { judge, type ReplaySearch, searchFrom, type Witness } from './witness-judge.ts';

/** States and paths to show, at most. */
const shownMax = 8;

/** A witness in words and in data. Nothing when there is no time left to judge it once more. */
export function explain(part: Part, witness: Witness, search: ReplaySearch, minimized: boolean): Anomaly | undefined {
	const judgement = judge(witness, search);
	if (judgement === undefined) return undefined;
	const failing = judgement.failing.source;
	// A lookahead leaves orders before their end: what it met is true, but not all there is.
	const isExact = !(search.lookahead && part.model.prepareLookahead() !== undefined);
	const states = new Set<string>();
	const finalPaths: FinalPath[] = [];
	for (const start of witness.starts) {
		const dead = searchFrom(witness.operations, start, search);
		if (!isExact || dead === undefined || dead.failing.source !== failing) continue;
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
		message: isExact ? messageOf(part, failing, [...states]) : messageWithoutStates(part, failing, witness),
		operations: witness.operations.map(({ invoked }) => invoked),
		details,
	};
}

/** For a violation that there was no time left to reduce, or to say more about than that no order explains it. */
export function explainWithoutWitness(part: Part, involved: readonly PlacedOperation[]): Anomaly {
	const operations = involved.map(({ invoked }) => invoked);
	const key = part.key === undefined ? '' : `Key ${canonical(part.key)}: `;
	return {
		type: 'nonlinearizable',
		message: `${key}no order explains these ${operations.length} operations. There was no time left to find fewer that show it, or to say more.`,
		operations,
	};
}

/** With a lookahead no order is followed up to the operation that it rules out. */
function messageWithoutStates(part: Part, failing: Operation, { operations }: Witness): string {
	const key = part.key === undefined ? '' : `Key ${canonical(part.key)}: `;
	return (
		`${key}no order of the operations explains ${describeOperation(failing)} by process ${failing.process} ` +
		`together with the ${operations.length - 1} others that are shown.`
	);
}

function messageOf(part: Part, failing: Operation, states: readonly string[]): string {
	const key = part.key === undefined ? '' : `Key ${canonical(part.key)}: `;
	const shown = states.slice(0, shownMax).map(shorten).join(' or ');
	const more = states.length > shownMax ? ` (and ${states.length - shownMax} more)` : '';
	return (
		`${key}no order of the operations explains ${describeOperation(failing)} by process ${failing.process}. ` +
		`When it returned, everything else allows only the state ${shown}${more}, in which it cannot happen.`
	);
}
