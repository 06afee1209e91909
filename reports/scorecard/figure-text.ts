import { type Figure, type FigureName, figureKinds } from '../../harness/model/index.ts';

/** What a figure is called in a table's head. */
export const figureTitles: Readonly<Record<FigureName, string>> = {
	throughputBefore: 'Throughput before',
	throughputDuring: 'Throughput during',
	throughputAfter: 'Throughput after',
	latencyP50Before: 'p50 before',
	latencyP50During: 'p50 during',
	latencyP50After: 'p50 after',
	latencyP99Before: 'p99 before',
	latencyP99During: 'p99 during',
	latencyP99After: 'p99 after',
	operationsAvailable: 'Operations available',
	windowsAvailable: 'Windows available',
	recovery: 'Time to recover',
	newPrimary: 'Time to a new primary',
	unknownOutcomes: 'Unknown outcomes',
	messagesPerOperation: 'Messages per operation',
	syncsPerOperation: 'Syncs per operation',
	blocked: 'Blocked',
	lockSeconds: 'Locks held',
	tasksDoneAgain: 'Tasks done again',
};

/** A median with its unit: `1.2 s`, `98%`, `never`. */
export function figureText(name: FigureName, { median }: Figure): string {
	return valueText(name, median);
}

export function valueText(name: FigureName, value: number | null): string {
	const { unit } = figureKinds[name];
	if (value === null) return 'never';
	switch (unit) {
		case 'ms':
			return value >= 1000 ? `${significant(value / 1000)} s` : `${significant(value)} ms`;
		case '%':
			return `${significant(value)}%`;
		case 'operations/s':
			return `${significant(value)}/s`;
		case 'lock-seconds':
			return `${significant(value)} lock·s`;
		default:
			return significant(value);
	}
}

/** The interval, where there is more than one sample: `0.9 s … 1.4 s`. */
export function intervalText(name: FigureName, { low, high, samples }: Figure): string {
	return samples.length < 2 ? '' : `${valueText(name, low)} … ${valueText(name, high)}`;
}

/** Three digits that matter. */
function significant(value: number): string {
	return String(Number(value.toPrecision(3)));
}
