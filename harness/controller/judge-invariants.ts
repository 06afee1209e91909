import type { BrokenInvariant, CheckerResult, InvariantReport } from '../model/index.ts';

/** The white-box invariants as one more checker of the verdict, `invariants`; nothing where none were watched. */
export function judgeInvariants(report: InvariantReport | null): { readonly invariants?: CheckerResult } {
	if (report === null) return {};
	const { watched, events, broken } = report;
	return {
		invariants: {
			valid: broken.length === 0,
			anomalies: broken.map(anomalyOf),
			// They are watched while the cluster runs, so no time is spent on them afterwards.
			millis: 0,
			statistics: { watched, events },
		},
	};
}

function anomalyOf({
	invariant,
	message,
	node,
	time,
	event,
	number,
}: BrokenInvariant): CheckerResult['anomalies'][number] {
	const seconds = (time / 1e9).toFixed(3);
	return {
		type: invariant,
		message: `${message}. Broken at ${seconds} s at ${node}, by the event \`${event}\` (number ${number} of the trace).`,
		operations: [],
		details: { node, timeNanos: time, event, eventNumber: number },
	};
}
