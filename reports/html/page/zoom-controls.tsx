import { ActButton } from './choice-buttons.tsx';
import type { Range } from './run-over-time.tsx';

/** Of a run, at least: closer there is nothing to see. */
const spanMin = 0.002;

/** Zoom and movement of the time axis for keys and fingers, which cannot drag over a chart. */
export function ZoomControls({
	range: [from, to],
	whole,
	zoom,
}: {
	range: Range;
	whole: Range;
	zoom: (range: Range) => void;
}) {
	const [begin, end] = whole;
	const span = to - from;
	const middle = (from + to) / 2;
	const isWhole = from <= begin && to >= end;
	const show = (wanted: number, left: number) => {
		const width = Math.min(end - begin, Math.max(spanMin, wanted));
		const start = Math.min(Math.max(begin, left), end - width);
		zoom([start, start + width]);
	};
	return (
		<fieldset class="choices" aria-label="The time shown">
			<ActButton text="zoom in" disabled={span <= spanMin} act={() => show(span / 2, middle - span / 4)} />
			<ActButton text="zoom out" disabled={isWhole} act={() => show(span * 2, middle - span)} />
			<ActButton text="left" disabled={from <= begin} act={() => show(span, from - span / 2)} />
			<ActButton text="right" disabled={to >= end} act={() => show(span, from + span / 2)} />
			<ActButton text="whole run" disabled={isWhole} act={() => zoom(whole)} />
			<output class="note">{`${Number(from.toFixed(3))} s to ${Number(to.toFixed(3))} s`}</output>
		</fieldset>
	);
}
