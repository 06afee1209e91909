import { formatSeconds } from '../../format.ts';
import type { TraceData } from '../trace/trace-data.ts';
import { type Arrow, arrowsOf, type Entry, entriesMax } from './sequence-layout.ts';
import { useWidth } from './use-width.ts';

const rowHeight = 17;
const headHeight = 30;
const timeWidth = 84;
const columnMin = 92;

/** One page of messages: a lifeline for each participant, time from top to bottom, a row for whatever happens. */
export function SequenceDiagram({
	trace,
	participants,
	entries,
	first,
}: {
	trace: TraceData;
	participants: readonly number[];
	entries: readonly Entry[];
	first: number;
}) {
	const [frame, frameWidth] = useWidth<HTMLDivElement>();
	const column = Math.max(columnMin, (frameWidth - timeWidth) / Math.max(1, participants.length));
	const width = timeWidth + column * participants.length;
	const x = (place: number): number => timeWidth + column * (participants.indexOf(place) + 0.5);
	const y = (row: number): number => headHeight + (row + 0.5) * rowHeight;
	const shown = entries.slice(first, first + entriesMax);
	const height = headHeight + Math.max(1, shown.length) * rowHeight;
	return (
		<div class="sequence" ref={frame}>
			<svg width={width} height={height} role="img" aria-label={`${shown.length} moments of messages and nodes`}>
				<clipPath id="sequence-area">
					<rect x={0} y={headHeight} width={width} height={height - headHeight} />
				</clipPath>
				{participants.map((place) => (
					<g key={place}>
						<line class="lifeline" x1={x(place)} x2={x(place)} y1={headHeight - 6} y2={height} />
						<text class="participant" x={x(place)} y={16} text-anchor="middle">
							{trace.participants[place]}
						</text>
					</g>
				))}
				<g clip-path="url(#sequence-area)">
					{arrowsOf(entries, first).map((arrow, index) => (
						<ArrowView key={index} arrow={arrow} x={x} y={y} height={height} />
					))}
				</g>
				{shown.map((entry, row) => (
					<Row key={row} entry={entry} before={shown[row - 1]} x={x} y={y(row)} />
				))}
			</svg>
		</div>
	);
}

/** The time, where it is another than above; and what happens to a node. */
function Row({
	entry,
	before,
	x,
	y,
}: {
	entry: Entry;
	before: Entry | undefined;
	x: (place: number) => number;
	y: number;
}) {
	const isNew = before === undefined || entry.time - before.time >= 1e5;
	return (
		<g>
			{isNew && (
				<text class="moment" x={timeWidth - 12} y={y + 4} text-anchor="end">
					{formatSeconds(entry.time)}
				</text>
			)}
			{entry.kind === 'event' && (
				<g class={`happening ${entry.event.kind}`}>
					<title>{`${formatSeconds(entry.time)}: ${entry.event.text}`}</title>
					<circle cx={x(entry.event.node)} cy={y} r={4} />
					<text x={x(entry.event.node) + 8} y={y + 4}>
						{entry.event.text}
					</text>
				</g>
			)}
		</g>
	);
}

function ArrowView({
	arrow: { message, from, to },
	x,
	y,
	height,
}: {
	arrow: Arrow;
	x: (place: number) => number;
	y: (row: number) => number;
	height: number;
}) {
	const [start, target] = [x(message.src), x(message.dest)];
	const isLost = message.fate === 'lost';
	// What is lost ends halfway; what is still under way goes on below.
	const end = isLost ? start + (target - start) * 0.55 : target;
	const [top, bottom] = [y(from), to === null ? height + 40 : y(to)];
	const direction = Math.sign(target - start) || 1;
	const tip = `${message.type}: ${message.body}\nsent at ${formatSeconds(message.sentAt)}, ${
		message.arrivedAt === null
			? isLost
				? 'lost'
				: 'still under way'
			: `arrived at ${formatSeconds(message.arrivedAt)}`
	}${message.again ? ', a second time' : ''}`;
	return (
		<g class={`arrow ${message.fate}${message.again ? ' again' : ''}`}>
			<title>{tip}</title>
			<line x1={start} y1={top} x2={end} y2={bottom} />
			<line class="reach" x1={start} y1={top} x2={end} y2={bottom} />
			{isLost ? (
				<path d={`M${end - 4} ${bottom - 4}l8 8m0 -8l-8 8`} />
			) : (
				<path class="head" d={`M${end} ${bottom}l${-7 * direction} -3.5v7z`} />
			)}
			<text x={start + 8 * direction} y={top - 3} text-anchor={direction > 0 ? 'start' : 'end'}>
				{message.type}
			</text>
		</g>
	);
}
