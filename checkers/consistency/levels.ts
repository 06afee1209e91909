import { answerOf, decided, type LevelAnswer, withinBudget } from './answer.ts';
import { Budget } from './budget.ts';
import { violationOfCausal, violationOfConvergence } from './causal.ts';
import { type Causality, causalityOf } from './causality.ts';
import type { RegisterHistory } from './register-history.ts';
import { violationOfRegular } from './regular.ts';
import { checkSequential } from './sequential.ts';
import { type SessionGuarantee, sessionGuaranteeNames, sessionGuarantees } from './session-guarantees/index.ts';
import { suspectsOf } from './suspects.ts';
import { type Violation, violationAtSomeKey, violationOfCycle } from './violation.ts';

export type Level = 'sequential' | 'causal-convergence' | 'causal' | SessionGuarantee | 'regular';

/** Levels below linearizability, the weak ones first. */
export const levelNames: readonly Level[] = [
	...sessionGuaranteeNames,
	'causal',
	'causal-convergence',
	'sequential',
	'regular',
];

/** Each level in a line. */
export const levelDescriptions: { readonly [level in Level]: string } = {
	'read-your-writes': 'registers: a process sees its own earlier writes',
	'monotonic-reads': 'registers: a process sees what it has seen before',
	'monotonic-writes': 'registers: who has seen a write sees what its process wrote before',
	'writes-follow-reads': 'registers: who has seen a write sees what its process had seen before',
	causal: 'registers: no read returns what was overwritten in its causal past (CC)',
	'causal-convergence': 'registers: one order of all writes, and each read returns the last of its causal past (CCv)',
	sequential: 'registers: one order of all operations that keeps the order of each process',
	regular: 'registers: each read returns a write that overlaps it, or a last one before it',
};

/** What each level implies at once; what that implies is implied too. Linearizability implies `sequential` and `regular`. */
export const implies: { readonly [level in Level]: readonly Level[] } = {
	sequential: ['causal-convergence'],
	'causal-convergence': ['causal', ...sessionGuaranteeNames],
	causal: [],
	'read-your-writes': [],
	'monotonic-reads': [],
	'monotonic-writes': [],
	'writes-follow-reads': [],
	regular: [],
};

export type LevelAnswers = { readonly [level in Level]: LevelAnswer };

/**
 * Which levels a history keeps. The strong ones are asked first: what they imply is not asked again. Where an operation
 * depends on what came after it, in its session or by what it read, none of the levels of sessions holds.
 *
 * @param deadline by `performance.now()`; what is not decided by then, or takes too much memory, is unknown
 */
export function judgeLevels(history: RegisterHistory, deadline: number): LevelAnswers {
	const budget = new Budget(deadline);
	const regular = answerOf(violationOfRegular(history));
	return { ...withinBudget(() => levelsOfSessions(history, budget), allOf), regular };
}

/** Throws an `OutOfBudget` when not even causality is known. */
function levelsOfSessions(history: RegisterHistory, budget: Budget): LevelAnswers {
	const causality = causalityOf(history, budget);
	if ('cycle' in causality) return allOf({ holds: false, violation: violationOfCycle(causality.cycle, history) });
	const causal = violationOfCausal(causality, budget);
	const convergence = answerOf(violationOfConvergence(causality, causal));
	if (convergence.holds !== true) return weakerLevels(causality, convergence, answerOf(causal), budget);
	return { ...allOf({ holds: true }), sequential: checkSequential(causality, budget) };
}

/** Without convergence there is no sequential consistency, and everything weaker has to be looked at. */
function weakerLevels(causality: Causality, broken: LevelAnswer, causal: LevelAnswer, budget: Budget): LevelAnswers {
	const guarantees = withinBudget(() => guaranteesOf(causality, budget), allGuarantees);
	return { ...allOf(broken), causal, ...guarantees };
}

/** Throws an `OutOfBudget` when not even the suspects are known. */
function guaranteesOf(causality: Causality, budget: Budget): GuaranteeAnswers {
	const suspects = suspectsOf(causality, budget);
	return eachGuarantee((guarantee) =>
		decided(() => answerOf(violationOfGuarantee(causality, guarantee, suspects, budget))),
	);
}

/**
 * The guarantees of Terry et al. ask for one order of the writes that do not commute: those to the same key. Throws an
 * `OutOfBudget`.
 */
export function violationOfGuarantee(
	causality: Causality,
	guarantee: SessionGuarantee,
	suspects: readonly number[] = suspectsOf(causality),
	budget: Budget = Budget.unlimited,
): Violation | undefined {
	return violationAtSomeKey(causality, sessionGuarantees[guarantee](causality, suspects, budget), guarantee, budget);
}

type GuaranteeAnswers = { readonly [guarantee in SessionGuarantee]: LevelAnswer };

function eachGuarantee(answer: (guarantee: SessionGuarantee) => LevelAnswer): GuaranteeAnswers {
	return Object.fromEntries(sessionGuaranteeNames.map((one) => [one, answer(one)])) as GuaranteeAnswers;
}

function allGuarantees(one: LevelAnswer): GuaranteeAnswers {
	return eachGuarantee(() => one);
}

function allOf(one: LevelAnswer): LevelAnswers {
	return Object.fromEntries(levelNames.map((level) => [level, one])) as LevelAnswers;
}
