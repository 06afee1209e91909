import { formatCount, formatSeconds } from '../../format.ts';

/** Anything that lasts, in nanoseconds since the start of the run; `null`: until its end. */
export interface Lasting {
	readonly from: number;
	readonly to: number | null;
}

/** What is drawn as one, in pixels: a span by itself, or a crowd of neighbours that are each too narrow to be told apart. */
export interface Drawn<Span> {
	readonly left: number;
	readonly right: number;
	readonly spans: readonly Span[];
}

/** For people who wonder at a dark block. */
export const crowdNote = 'A dark block is many that are too close to be told apart: zoom in.';

export function isCrowd({ spans }: Drawn<unknown>): boolean {
	return spans.length > 1;
}

/** @param what what there are many of: `changes` */
export function inWordsOfCrowd({ spans }: Drawn<Lasting>, what: string): string {
	return `${formatCount(spans.length)} ${what} ${timeOf(spans)}: zoom in to tell them apart`;
}

/** `from 1.000 s to 2.500 s`: from the beginning of the first to the end of the last, if it has one. */
export function timeOf(spans: readonly Lasting[]): string {
	const [first, last] = [spans[0], spans.at(-1)] as [Lasting, Lasting];
	return `from ${formatSeconds(first.from)}${last.to === null ? '' : ` to ${formatSeconds(last.to)}`}`;
}

/** How spans come to lie in a picture. */
export interface Scale {
	/** The pixel of a second. */
	readonly x: (second: number) => number;
	/** The pixels that are in sight. */
	readonly left: number;
	readonly right: number;
	/** Of the run, in seconds. */
	readonly end: number;
}

/** What is narrower is drawn together with its neighbours, if these are as narrow. */
const crowdPixels = 3;
const spanPixelsMin = 1;

/**
 * What to draw of spans that come one after the other: those in sight, and crowds where there are many to a few pixels. However
 * many there are, a picture has no more of them than pixels have room.
 */
export function drawnOf<Span extends Lasting>(spans: readonly Span[], scale: Scale): readonly Drawn<Span>[] {
	const drawn: { left: number; right: number; spans: Span[] }[] = [];
	let crowd: (typeof drawn)[number] | undefined;
	for (const span of spans) {
		const left = scale.x(span.from / 1e9);
		const right = Math.max(scale.x(span.to === null ? scale.end : span.to / 1e9), left + spanPixelsMin);
		if (right < scale.left || left > scale.right) continue;
		const isNarrow = right - left < crowdPixels;
		if (isNarrow && crowd !== undefined && left - crowd.right < 1) {
			crowd.right = Math.max(crowd.right, right);
			crowd.spans.push(span);
			continue;
		}
		const one = { left, right, spans: [span] };
		drawn.push(one);
		crowd = isNarrow ? one : undefined;
	}
	return drawn;
}
