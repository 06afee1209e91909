import { useState } from 'preact/hooks';
import { formatSeconds } from '../../format.ts';
import type { OperationData, WitnessData } from '../report-data.ts';
import { ToggleButton } from './choice-buttons.tsx';
import { WitnessPathView } from './witness-path.tsx';
import { WitnessTimeline } from './witness-timeline.tsx';

/** The smallest set of operations that shows the anomaly: as a picture, and how far each order of them goes. */
export function WitnessView({ witness }: { witness: WitnessData }) {
	const [scale, setScale] = useState<'order' | 'time'>('order');
	const [chosen, setChosen] = useState(0);
	const path = witness.paths[chosen];
	return (
		<figure class="witness">
			<figcaption>
				<WindowCaption witness={witness} />
				<fieldset class="choices" aria-label="Scale of the timeline">
					<ToggleButton on={scale === 'order'} toggle={() => setScale('order')} text="in order" />
					<ToggleButton on={scale === 'time'} toggle={() => setScale('time')} text="to scale" />
				</fieldset>
			</figcaption>
			<WitnessTimeline witness={witness} scale={scale} path={path} />
			<Legend witness={witness} />
			{witness.paths.length > 0 && (
				<div class="paths">
					<fieldset class="choices" aria-label="Partial linearizations">
						{witness.paths.length === 1 ? (
							<b>As far as any order goes</b>
						) : (
							<>
								<b>As far as an order goes</b>
								{witness.paths.map((_, index) => (
									<ToggleButton
										key={index}
										on={index === chosen}
										toggle={() => setChosen(index)}
										text={`attempt ${index + 1}`}
									/>
								))}
							</>
						)}
					</fieldset>
					{path !== undefined && <WitnessPathView path={path} witness={witness} />}
				</div>
			)}
		</figure>
	);
}

function WindowCaption({ witness }: { witness: WitnessData }) {
	const { operations, operationCount, key, model, minimized } = witness;
	const times = operations.flatMap(({ invokedAt, completedAt }) => [invokedAt, completedAt ?? invokedAt]);
	const count = operations.length;
	return (
		<span>
			<b>
				{minimized ? 'The smallest window that shows it' : 'A window that shows it'}: {count}{' '}
				{count === 1 ? 'operation' : 'operations'}
			</b>
			{key !== null && (
				<>
					{' on key '}
					<code>{key}</code>
				</>
			)}
			{`, ${formatSeconds(Math.min(...times))} to ${formatSeconds(Math.max(...times))}`}
			{model !== null && `, by the model ${model}`}
			{operationCount > count && ` (of ${operationCount}: the others are in history.jsonl)`}
			{!minimized && ' (time ran out before a smaller one was found)'}
		</span>
	);
}

function Legend({ witness }: { witness: WitnessData }) {
	const has = (test: (operation: OperationData) => boolean) => witness.operations.some(test);
	return (
		<p class="legend">
			<span>A bar runs from the call to the answer; the operation took effect at one moment within it.</span>
			{has(({ completed }) => completed === null) && (
				<span>
					<i class="mark open" aria-hidden="true" /> no answer: it may take effect at any later time, or never
				</span>
			)}
			{witness.failing !== null && (
				<span>
					<i class="mark failing" aria-hidden="true" /> cannot be explained
				</span>
			)}
			{witness.paths.length > 0 && (
				<span>
					<i class="mark point" aria-hidden="true">
						1
					</i>{' '}
					a moment that works so far
				</span>
			)}
		</p>
	);
}
