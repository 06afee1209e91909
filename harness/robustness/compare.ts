import {
	type Figure,
	type FigureKind,
	type FigureName,
	figureKinds,
	figureNames,
	type Scorecard,
} from '../model/index.ts';

/** A figure that has become worse than a baseline allows. */
export interface Regression {
	readonly system: string;
	readonly fault: string;
	readonly figure: FigureName;
	/** Medians; `null` is "never". */
	readonly before: number | null;
	readonly after: number | null;
	/** Of the baseline's median, 0.1 for ten percent; infinite where something has become "never". */
	readonly worseBy: number;
}

export interface Comparison {
	readonly regressions: readonly Regression[];
	/** Rows of the baseline that are not there any more, or have no figures any more, as `system × fault`. */
	readonly missing: readonly string[];
	/** How many figures were compared. */
	readonly compared: number;
}

/**
 * Below this a difference is none, whatever share it is of a small figure: one operation of unknown outcome more than none is
 * not "infinitely worse".
 */
const differencesMin: { readonly [unit in FigureKind['unit']]: number } = {
	'operations/s': 0.5,
	ms: 5,
	'%': 1,
	operations: 2,
	messages: 0.2,
	syncs: 0.1,
	'lock-seconds': 1,
	tasks: 1,
};

/** Compares medians, row by row; rows that only one of the two has are not judged, but those that were lost are named. */
export function compareScorecards(baseline: Scorecard, now: Scorecard, maxRegression: number): Comparison {
	const rows = new Map(now.rows.map((row) => [nameOf(row), row]));
	const regressions: Regression[] = [];
	const missing: string[] = [];
	let compared = 0;
	for (const { system, fault, figures } of baseline.rows) {
		const row = rows.get(nameOf({ system, fault }));
		for (const figure of figureNames) {
			const before = figures[figure];
			const after = row?.figures[figure];
			if (before === undefined || after === undefined) continue;
			compared++;
			const worseBy = regressionOf(figureKinds[figure], before, after);
			if (worseBy > maxRegression) {
				regressions.push({ system, fault, figure, before: before.median, after: after.median, worseBy });
			}
		}
		const hadFigures = Object.keys(figures).length > 0;
		if (hadFigures && Object.keys(row?.figures ?? {}).length === 0) missing.push(nameOf({ system, fault }));
	}
	return { regressions, missing, compared };
}

function nameOf({ system, fault }: { readonly system: string; readonly fault: string }): string {
	return `${system} × ${fault}`;
}

/** How much worse, as a share of what it was; 0 where it is not worse. */
function regressionOf({ unit, better }: FigureKind, before: Figure, after: Figure): number {
	if (before.median === null) return 0;
	if (after.median === null) return Number.POSITIVE_INFINITY;
	const worse = better === 'lower' ? after.median - before.median : before.median - after.median;
	if (worse < differencesMin[unit]) return 0;
	return before.median === 0 ? Number.POSITIVE_INFINITY : worse / Math.abs(before.median);
}
