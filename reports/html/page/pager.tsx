import { formatCount } from '../../format.ts';

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
	const last = Math.max(0, total - size);
	const end = Math.min(total, first + size);
	return (
		<div class="choices">
			<Step text="start" disabled={first === 0} go={() => go(0)} />
			<Step text="earlier" disabled={first === 0} go={() => go(Math.max(0, first - step))} />
			<Step text="later" disabled={first >= last} go={() => go(Math.min(last, first + step))} />
			<Step text="end" disabled={first >= last} go={() => go(last)} />
			<span class="note" aria-live="polite">
				{total === 0
					? 'nothing to show'
					: `${formatCount(first + 1)} to ${formatCount(end)} of ${formatCount(total)} ${unit}`}
			</span>
		</div>
	);
}

function Step({ text, disabled, go }: { text: string; disabled: boolean; go: () => void }) {
	return (
		<button type="button" class="choice" disabled={disabled} onClick={go}>
			{text}
		</button>
	);
}
