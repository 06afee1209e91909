import type { RefObject } from 'preact';
import type { Scale } from './crowds.ts';
import type { Range } from './run-over-time.tsx';
import { axisWidth, rightPadding } from './time-chart.tsx';
import { useWidth } from './use-width.ts';

/** A picture with the time axis of the charts: what it is drawn in, how wide that is, and where moments lie in it. */
export function usePlot(
	range: Range,
	end: number,
): { readonly frame: RefObject<HTMLDivElement | null>; readonly width: number; readonly scale: Scale } {
	const [frame, width] = useWidth<HTMLDivElement>();
	const plotWidth = Math.max(width - axisWidth - rightPadding, 50);
	const x = (second: number) => axisWidth + ((second - range[0]) / (range[1] - range[0])) * plotWidth;
	return { frame, width, scale: { x, left: axisWidth, right: axisWidth + plotWidth, end } };
}
