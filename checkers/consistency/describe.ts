import { listOf } from '../../harness/model/words.ts';
import type { Level } from './levels.ts';
import type { DecidedLevels } from './summary.ts';

const titles: { readonly [level in Level]: string } = {
	sequential: 'sequentially consistent',
	'causal-convergence': 'causally convergent (CCv)',
	causal: 'weakly causally consistent (CC)',
	'read-your-writes': 'read your writes',
	'monotonic-reads': 'monotonic reads',
	'monotonic-writes': 'monotonic writes',
	'writes-follow-reads': 'writes follow reads',
	regular: 'regular',
};

/** `Not linearizable, but sequentially consistent; stale by up to 13.2 s: reads return one of the last 4 values.` */
export function describeLevels(levels: DecidedLevels): string {
	return `${[kept(levels), ...open(levels), howStale(levels)].join('; ')}.`;
}

/** `monotonic writes and sequentially consistent: not decided, time ran out`, for each reason. */
function open({ undecided }: DecidedLevels): readonly string[] {
	const reasons = new Set(undecided.map(({ reason }) => reason));
	return [...reasons].map((reason) => {
		const levels = undecided.filter((one) => one.reason === reason).map(({ level }) => titleOf(level));
		return `${listOf(levels)}: not decided, ${reason}`;
	});
}

function kept({ strongest, firstBroken, undecided }: DecidedLevels): string {
	if (strongest.length === 0) return undecided.length === 0 ? 'No weaker level holds either' : 'Not linearizable';
	const words = listOf(strongest.map(titleOf));
	if (firstBroken === 'linearizable') return `Not linearizable, but ${words}`;
	return `Neither linearizable nor ${titleOf(firstBroken)}, but ${words}`;
}

function howStale({ stalenessMs, stalenessUndecided, versions }: DecidedLevels): string {
	const unknown =
		stalenessUndecided === null
			? 'no bound on how stale reads are'
			: `how stale reads are: not decided, ${stalenessUndecided}`;
	const time = stalenessMs === null ? unknown : `stale by up to ${duration(stalenessMs)}`;
	if (versions === null) return time;
	const { atLeast, atMost } = versions;
	return `${time}: reads return one of the last ${atLeast === atMost ? atMost : `${atLeast} to ${atMost}`} values`;
}

/** Three digits and a unit. */
function duration(millis: number): string {
	const units = [
		[1000, 's'],
		[1, 'ms'],
		[1e-3, 'µs'],
		[1e-6, 'ns'],
	] as const;
	const [size, unit] = units.find(([one]) => millis >= one) ?? units[3];
	return `${Number((millis / size).toPrecision(3))} ${unit}`;
}

function titleOf(level: string): string {
	return titles[level as Level];
}
