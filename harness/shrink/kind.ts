import { type Anomaly, type History, type JsonValue, type RunRecord, UsageError } from '../model/index.ts';

/** What a failure is: two runs with the same kind show the same bug, as far as can be told from outside. */
export interface AnomalyKind {
	readonly checker: string;
	/** The anomaly's type: `nonlinearizable`, `election-safety`, … */
	readonly type: string;
	/** The function of the operation that cannot be explained, where the checker names one. */
	readonly f: string | null;
}

export interface Finding {
	readonly kind: AnomalyKind;
	readonly anomaly: Anomaly;
}

/** Every anomaly of a run with its kind, in the order of the verdict: what clients saw before what invariants did. */
export function findingsOf({ verdict, history }: Pick<RunRecord, 'verdict' | 'history'>): readonly Finding[] {
	return Object.entries(verdict.checkers).flatMap(([checker, { anomalies }]) =>
		anomalies.map((anomaly) => ({ kind: kindOf(checker, anomaly, history), anomaly })),
	);
}

/** The first finding of a run, or the first of this type. Throws a `UsageError` when there is none. */
export function chooseFinding(run: RunRecord, type: string | undefined): Finding {
	const findings = findingsOf(run);
	const found = findings.find(({ kind }) => type === undefined || kind.type === type);
	if (found !== undefined) return found;
	const types = [...new Set(findings.map(({ kind }) => kind.type))];
	throw new UsageError(
		types.length === 0
			? 'Expected a run that failed, got one in which no anomaly was found: there is nothing to shrink'
			: `Expected \`--anomaly\` to be one that the run shows, got \`${type}\`. It shows: ${types.join(', ')}`,
	);
}

export function sameKind(a: AnomalyKind, b: AnomalyKind): boolean {
	return a.checker === b.checker && a.type === b.type && a.f === b.f;
}

function kindOf(checker: string, { type, details }: Anomaly, history: History): AnomalyKind {
	return { checker, type, f: functionOf(details?.['failing'], history) };
}

function functionOf(failing: JsonValue | undefined, history: History): string | null {
	return typeof failing === 'number' && failing < history.length ? history.event(failing).f : null;
}
