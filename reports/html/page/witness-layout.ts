import type { OperationData, WitnessPath } from '../report-data.ts';

/** Where things are on the timeline, in pixels from its left edge. */
export interface WitnessLayout {
	readonly width: number;
	readonly bars: readonly BarLayout[];
	/** A moment of the run, in nanoseconds: between the events before and after it. */
	at(time: number): number;
}

export interface BarLayout {
	readonly operation: OperationData;
	readonly lane: number;
	readonly start: number;
	readonly end: number;
}

interface Placed {
	readonly operation: OperationData;
	readonly time: number;
	readonly position: number;
	readonly begins: boolean;
}

const characterWidth = 7.4;
const labelPadding = 22;
const stepMin = 20;
const margin = 14;

/**
 * By order: each invocation and completion in its turn takes the next place that leaves room for the labels, so that bars
 * overlap exactly where the operations did. By time: to scale.
 */
export function layOutWitness(
	operations: readonly OperationData[],
	scale: 'order' | 'time',
	width: number,
): WitnessLayout {
	const events = eventsOf(operations);
	const places = scale === 'order' ? placesByOrder(events, width) : placesByTime(events, width);
	const starts = new Map<number, number>();
	const ends = new Map<number, number>();
	for (const [index, { operation, begins }] of events.entries()) {
		(begins ? starts : ends).set(operation.id, places[index] as number);
	}
	const edge = Math.max(width, (places.at(-1) ?? 0) + 2 * margin, ...roomForOpen(operations, starts));
	const processes = [...new Set(operations.map(({ process }) => process))].sort((a, b) => a - b);
	return {
		width: edge,
		bars: operations.map((operation) => ({
			operation,
			lane: processes.indexOf(operation.process),
			start: starts.get(operation.id) as number,
			end: ends.get(operation.id) ?? edge,
		})),
		at: (time) => interpolate(time, events, places, edge),
	};
}

export function labelWidth(label: string): number {
	return [...label].length * characterWidth + labelPadding;
}

/** Where each operation of a path takes effect: within its bar, and after the one before it. */
export function pointsOf(path: WitnessPath, { bars }: WitnessLayout, gap = 22): ReadonlyMap<number, number> {
	const own = path.order.flatMap(({ operation }) => bars.filter((bar) => bar.operation.id === operation));
	const earliest: number[] = [];
	for (const [index, { start }] of own.entries()) {
		earliest.push(Math.max(start + 6, (earliest[index - 1] ?? -Infinity) + gap));
	}
	const latest: number[] = [];
	for (let index = own.length - 1; index >= 0; index--) {
		latest[index] = Math.min((own[index] as BarLayout).end - 6, (latest[index + 1] ?? Infinity) - gap);
	}
	return new Map(
		own.map((bar, index) => [bar.operation.id, ((earliest[index] as number) + (latest[index] as number)) / 2]),
	);
}

function eventsOf(operations: readonly OperationData[]): readonly Placed[] {
	const events = operations.flatMap((operation): Placed[] => {
		const { invoked, invokedAt, completed, completedAt } = operation;
		const begin = { operation, time: invokedAt, position: invoked, begins: true };
		if (completed === null || completedAt === null) return [begin];
		return [begin, { operation, time: completedAt, position: completed, begins: false }];
	});
	return events.sort((a, b) => a.position - b.position);
}

function placesByOrder(events: readonly Placed[], width: number): readonly number[] {
	const starts = new Map<number, number>();
	const places: number[] = [];
	for (const { operation, begins } of events) {
		const next = (places.at(-1) ?? margin - stepMin) + stepMin;
		const place = begins ? next : Math.max(next, (starts.get(operation.id) as number) + labelWidth(operation.label));
		if (begins) starts.set(operation.id, place);
		places.push(place);
	}
	const used = (places.at(-1) ?? 0) + 3 * margin;
	return used < width
		? places.map((place) => margin + ((place - margin) * (width - 4 * margin)) / (used - 4 * margin || 1))
		: places;
}

function placesByTime(events: readonly Placed[], width: number): readonly number[] {
	const times = events.map(({ time }) => time);
	const first = Math.min(...times);
	const span = Math.max(...times) - first || 1;
	return times.map((time) => margin + ((time - first) / span) * (width - 6 * margin));
}

function roomForOpen(operations: readonly OperationData[], starts: ReadonlyMap<number, number>): number[] {
	return operations
		.filter(({ completed }) => completed === null)
		.map(({ id, label }) => (starts.get(id) as number) + labelWidth(label) + 2 * margin);
}

function interpolate(time: number, events: readonly Placed[], places: readonly number[], edge: number): number {
	const after = events.findIndex((event) => event.time >= time);
	if (after === 0) return 0;
	if (after === -1) return edge;
	const before = (events[after - 1] as Placed).time;
	const share = (time - before) / ((events[after] as Placed).time - before || 1);
	const left = places[after - 1] as number;
	return left + share * ((places[after] as number) - left);
}
