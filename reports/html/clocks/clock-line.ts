import { escapeControl } from '../../operation-label.ts';
import type { NodeClockData } from '../report-data.ts';
import { type ClockSetting, isTrue, offsetAt } from './clock-setting.ts';

type Point = readonly [time: number, offsetMs: number];

/** Points of a line, at most: a clock may jump a hundred times a second. */
const pointsMax = 2_000;
/** On a drift, between powers of e of its offset: the axis is logarithmic, so that a straight line bends there. */
const driftPoints = 3;

/**
 * How far off a clock was over the run, as a line that jumps where the clock did; `null` where it was right all the time.
 *
 * @param settings of this node, in order
 * @param end of the run, in nanoseconds
 */
export function clockLine(node: string, settings: readonly ClockSetting[], end: number): NodeClockData | null {
	if (settings.every(isTrue)) return null;
	const { points, jumps, wrongNanos } = follow(settings, end);
	const shown = thinOut(points, end);
	const offsets = points.map(([, offset]) => offset);
	const rates = settings.map(({ rate }) => rate);
	return {
		name: escapeControl(node),
		seconds: shown.map(([time]) => Number((time / 1e9).toFixed(6))),
		offsets: shown.map(([, offset]) => significant(offset)),
		isThinned: shown.length < points.length,
		jumps,
		wrongSeconds: significant(wrongNanos / 1e9),
		behindMs: significant(least(offsets)),
		aheadMs: significant(-least(offsets.map((offset) => -offset))),
		slowest: least([1, ...rates]),
		fastest: -least([1, ...rates].map((rate) => -rate)),
	};
}

function follow(settings: readonly ClockSetting[], end: number) {
	const points: Point[] = [[0, 0]];
	let jumps = 0;
	let wrongNanos = 0;
	let now: Omit<ClockSetting, 'node'> = { time: 0, offsetMs: 0, rate: 1 };
	const runUntil = (time: number): number => {
		const offset = offsetAt(now, time);
		points.push(...pointsOfDrift(now, offset), [time, offset]);
		if (!isTrue(now)) wrongNanos += time - now.time;
		return offset;
	};
	for (const next of settings) {
		const before = runUntil(next.time);
		if (next.offsetMs !== before) {
			points.push([next.time, next.offsetMs]);
			jumps++;
		}
		now = next;
	}
	runUntil(Math.max(end, now.time));
	return { points, jumps, wrongNanos };
}

/** Where its line has to bend, evenly on the axis and without its ends. */
function pointsOfDrift({ time: since, offsetMs, rate }: Omit<ClockSetting, 'node'>, until: number): readonly Point[] {
	const [from, to] = [Math.asinh(offsetMs), Math.asinh(until)];
	const count = Math.floor(Math.abs(to - from) * driftPoints);
	return Array.from({ length: count }, (_, i) => {
		const offset = Math.sinh(from + ((i + 1) * (to - from)) / (count + 1));
		return [since + ((offset - offsetMs) / (rate - 1)) * 1e6, offset];
	});
}

/** In each slice of time the first, the lowest, the highest and the last: nothing that is far off is lost. */
function thinOut(points: readonly Point[], end: number): readonly Point[] {
	if (points.length <= pointsMax) return points;
	const slices = Array.from({ length: pointsMax / 4 }, (): Point[] => []);
	for (const point of points) {
		const slice = Math.floor((point[0] / Math.max(end, 1)) * slices.length);
		slices[Math.min(slice, slices.length - 1)]?.push(point);
	}
	return slices.flatMap((slice) => {
		const [first, last] = [slice[0], slice.at(-1)];
		const [lowest] = slice.toSorted(([, a], [, b]) => a - b);
		const [highest] = slice.toSorted(([, a], [, b]) => b - a);
		const kept = new Set([first, lowest, highest, last]);
		return slice.filter((point) => kept.has(point));
	});
}

function least(values: readonly number[]): number {
	return values.reduce((a, b) => Math.min(a, b));
}

function significant(value: number): number {
	return Number(value.toPrecision(6)) + 0;
}
