import { formatCount } from '../../format.ts';
import { ActButton } from './choice-buttons.tsx';

/** Where the last page begins. */
export function lastPage(total: number, size: number): number {
	return Math.max(0, total - size);
}

/** Steps through what is too long for one page, and says where one is. */
export function Pager({
	first,
	size,
	total,
	step,
	unit,
	go,
}: {
	/** The first item that is shown, from 0. */
	first: number;
	/** Items on a page. */
	size: number;
	total: number;
	/** How many items `earlier` and `later` go. */
	step: number;
	/** What the items are: `moments`. */
	unit: string;
	go: (index: number) => void;
}) {
	const last = lastPage(total, size);
	const end = Math.min(total, first + size);
	return (
		<div class="choices">
			<ActButton text="start" disabled={first === 0} act={() => go(0)} />
			<ActButton text="earlier" disabled={first === 0} act={() => go(Math.max(0, first - step))} />
			<ActButton text="later" disabled={first >= last} act={() => go(Math.min(last, first + step))} />
			<ActButton text="end" disabled={first >= last} act={() => go(last)} />
			<span class="note" aria-live="polite">
				{total === 0
					? 'nothing to show'
					: `${formatCount(first + 1)} to ${formatCount(end)} of ${formatCount(total)} ${unit}`}
			</span>
		</div>
	);
}
