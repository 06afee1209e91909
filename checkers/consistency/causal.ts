import { Budget } from './budget.ts';
import type { Causality } from './causality.ts';
import type { Forced } from './forced.ts';
import { walkPasts } from './pasts.ts';
import { initialWrite } from './register-history.ts';
import { indicesOf, initialValueReturned, name, type Violation, violationOfRule } from './violation.ts';

/**
 * Causal consistency, CC of Bouajjani et al. (POPL 2017), weak causal consistency: for each read there is an order of its
 * causal past that explains it. It is broken when a read returned what had been overwritten in its own past: their patterns
 * WriteCOInitRead and WriteCORead. Different reads may see different orders. O(n · sessions).
 */
export function violationOfCausal(causality: Causality, budget: Budget = Budget.unlimited): Violation | undefined {
	const { history, graph, order, forced } = causality;
	const impossible = forced.find(({ returned }) => returned === initialWrite);
	if (impossible !== undefined) return initialValueReturned(impossible, 'causal', history);
	const byOther = new Map<number, Forced[]>();
	for (const one of forced) if (byOther.get(one.other)?.push(one) === undefined) byOther.set(one.other, [one]);
	let found: Forced | undefined;
	if (forced.length > 0) {
		walkPasts(graph, order, history, budget, (operation, past) => {
			// The value that was returned was overwritten when its writer is in the past of the other write.
			found ??= byOther.get(operation)?.find(({ returned }) => {
				return (past[history.session[returned] as number] as number) > (history.position[returned] as number);
			});
		});
	}
	if (found === undefined) return undefined;
	const { read, returned, other } = found;
	const path = [...(graph.path(returned, other) ?? []), ...(graph.path(other, read) ?? [])];
	return {
		message:
			`${name(read, history)} returned the value of ${name(returned, history)}, which ${name(other, history)} had ` +
			'overwritten in its own causal past.',
		operations: indicesOf([read, returned, other, ...path.map(({ from }) => from)], history),
	};
}

/**
 * Causal convergence, CCv of Bouajjani et al., the causal consistency of Viotti and Vukolić (2016): one order of all writes,
 * which agrees with causality, and in which each read returns the last write of its causal past. It implies all four
 * session guarantees. Broken by the patterns of CC and by CyclicCF. O(n · sessions).
 *
 * @param causal what `violationOfCausal` says, for whoever needs both
 */
export function violationOfConvergence(causality: Causality, causal: Violation | undefined): Violation | undefined {
	return causal ?? violationOfRule(causality, causality.forced, 'causal');
}
