import { useEffect, useState } from 'preact/hooks';
import type { ReportData, WitnessData } from '../report-data.ts';

/** What the address of the page points at: `#t=12.5s` at a moment, `#op=17` at the operation with this index. */
export interface Place {
	/** Nanoseconds since the start of the run. */
	readonly moment: number | null;
	/** Why it cannot be shown. */
	readonly unknown?: string;
}

/** The place that the address names, now and whenever it changes; the page goes there. */
export function usePlace(data: ReportData): Place | null {
	const [place, setPlace] = useState(() => placeOf(location.hash, data));
	useEffect(() => {
		const read = () => setPlace(placeOf(location.hash, data));
		addEventListener('hashchange', read);
		return () => removeEventListener('hashchange', read);
	}, []);
	useEffect(() => {
		if (place?.moment === null || place === null) return;
		const target = document.getElementById(data.trace === null ? 'over-time' : 'sequence');
		target?.scrollIntoView();
	}, [place]);
	return place;
}

function placeOf(hash: string, data: ReportData): Place | null {
	const [, name, value = ''] = /^#(t|op)=(.*)$/.exec(hash) ?? [];
	if (name === 't') {
		const match = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(value);
		if (match === null) return { moment: null, unknown: `Expected a moment like #t=12.5s, got #t=${value}` };
		return { moment: Number(match[1]) * (match[2] === 'ms' ? 1e6 : 1e9) };
	}
	if (name !== 'op') return null;
	const moment = momentOfOperation(Number(value), data);
	if (moment !== undefined) return { moment };
	return { moment: null, unknown: `The operation ${value} is not in this page: history.jsonl has it` };
}

function momentOfOperation(id: number, { checkers, latency }: ReportData): number | undefined {
	for (const { anomalies } of checkers) {
		for (const { witness } of anomalies) {
			const found = witness?.operations.find((operation) => operation.id === id);
			if (found !== undefined) return found.invokedAt;
		}
	}
	const second = latency.seconds[latency.ids.indexOf(id)];
	return second === undefined ? undefined : second * 1e9;
}

export function firstWitness({ checkers }: ReportData): WitnessData | undefined {
	return checkers.flatMap(({ anomalies }) => anomalies.flatMap(({ witness }) => witness ?? []))[0];
}

/** When the operation that cannot be explained ended, or the last one. */
export function momentOf(witness: WitnessData | undefined): number | null {
	if (witness === undefined) return null;
	const { operations, failing } = witness;
	const ended = operations.map(({ completedAt, invokedAt }) => completedAt ?? invokedAt);
	const wrong = operations.find(({ id }) => id === failing);
	return wrong?.completedAt ?? Math.max(...ended);
}
