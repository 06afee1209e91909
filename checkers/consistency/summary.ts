import type { History, JsonValue } from '../../harness/model/index.ts';
import { versionsOf } from './k-atomicity/index.ts';
import { implies, judgeLevels, type Level, type LevelAnswers, levelNames } from './levels.ts';
import { type Prepared, type PrepareOptions, prepare } from './register-history.ts';
import { stalenessOf, timesOf } from './staleness.ts';
import { thinAirRead } from './thin-air.ts';
import type { Violation } from './violation.ts';

/**
 * What a history that is not linearizable still is: `statistics.levels` of a verdict. Sessions are processes, and all keys
 * are looked at together, for what a process saw under one key binds it under another.
 */
export type LevelsSummary = LevelsNotDecided | DecidedLevels;

export interface LevelsNotDecided {
	readonly [field: string]: JsonValue;
	/** Why the levels cannot be told. */
	readonly notDecided: string;
}

export interface DecidedLevels {
	readonly [field: string]: JsonValue;
	/** The levels that hold and that no other one that holds implies. */
	readonly strongest: readonly string[];
	/** The weakest level that does not hold, `linearizable` included; `regular` apart, which sessions say nothing about. */
	readonly firstBroken: string;
	readonly holds: readonly string[];
	/** The levels that do not hold, the weakest first; each with a sentence and the operations that prove it. */
	readonly broken: readonly (Violation & { readonly level: string })[];
	readonly undecided: readonly {
		readonly [field: string]: JsonValue;
		readonly level: string;
		readonly reason: string;
	}[];
	/** The smallest Δ in milliseconds; null when there is none, or it is not known. */
	readonly stalenessMs: number | null;
	/** Why the smallest Δ is not known; null when it is, or when there is none. */
	readonly stalenessUndecided: string | null;
	/** The smallest k lies between these; null when there is none, or it is not known. */
	readonly versions: { readonly atLeast: number; readonly atMost: number } | null;
}

export function isDecided(levels: LevelsSummary): levels is DecidedLevels {
	return levels['notDecided'] === undefined;
}

/** Of the time that there is: levels may take all that they get, and how stale reads are is worth some of it. */
const shareOfLevels = 0.7;

/**
 * The levels of a history that is known not to be linearizable.
 *
 * @param deadline by `performance.now()`; what is not known by then is said to be undecided
 */
export function summarizeLevels(history: History, options: PrepareOptions, deadline: number): LevelsSummary {
	const prepared = prepare(history, options);
	if (prepared.kind === 'not-decided') return { notDecided: prepared.reason };
	if (prepared.kind === 'thin-air') return outOfThinAir(prepared);
	const now = performance.now();
	const answers = judgeLevels(prepared.history, now + shareOfLevels * (deadline - now));
	const staleness = stalenessOf(prepared.history, timesOf(history), deadline);
	const versions = versionsOf(prepared.history, deadline);
	const holds = levelNames.filter((level) => answers[level].holds === true);
	const strongest = holds.filter((level) => !holds.some((other) => implies[other].includes(level)));
	const broken = brokenAmong(answers);
	const firstBroken = broken.find(({ level }) => level !== 'regular')?.level ?? 'linearizable';
	return {
		strongest,
		firstBroken,
		holds,
		broken,
		undecided: undecidedAmong(answers),
		stalenessMs: staleness.kind === 'bound' ? staleness.nanoseconds / 1e6 : null,
		stalenessUndecided: staleness.kind === 'not-decided' ? staleness.reason : null,
		versions: versions.kind === 'bound' ? { atLeast: versions.atLeast, atMost: versions.atMost } : null,
	};
}

function brokenAmong(answers: LevelAnswers) {
	return levelNames.flatMap((level) => {
		const answer = answers[level];
		return answer.holds === false ? [{ level, ...answer.violation }] : [];
	});
}

function undecidedAmong(answers: LevelAnswers) {
	return levelNames.flatMap((level) => {
		const answer = answers[level];
		return answer.holds === 'unknown' ? [{ level, reason: answer.reason }] : [];
	});
}

/** A value that nobody wrote: no level at all allows it. */
function outOfThinAir(found: Extract<Prepared, { kind: 'thin-air' }>): LevelsSummary {
	const violation = thinAirRead(found);
	return {
		strongest: [],
		firstBroken: levelNames[0] as Level,
		holds: [],
		broken: levelNames.map((level) => ({ level, ...violation })),
		undecided: [],
		stalenessMs: null,
		stalenessUndecided: null,
		versions: null,
	};
}
