import type { WitnessData, WitnessPath } from '../report-data.ts';

/** One attempt at an order, step by step with the state after each, up to where nothing fits. */
export function WitnessPathView({ path, witness }: { path: WitnessPath; witness: WitnessData }) {
	const labels = new Map(witness.operations.map(({ id, label, process }) => [id, { label, process }]));
	const applied = witness.before.find(({ state }) => state === path.from)?.applied ?? [];
	const last = path.order.at(-1)?.state ?? path.from;
	const nameOf = (id: number | undefined) => (id === undefined ? undefined : labels.get(id)?.label);
	return (
		<ol class="steps">
			<li class="from">
				at first <State text={path.from} />
				{applied.length > 0 && ` (after ${applied.map((id) => nameOf(id) ?? `operation ${id}`).join(', ')})`}
			</li>
			{path.order.map(({ operation, state }, index) => (
				<li key={index}>
					<i class="mark point" aria-hidden="true">
						{index + 1}
					</i>
					<span class="label">{nameOf(operation) ?? `operation ${operation}`}</span> leaves <State text={state} />
				</li>
			))}
			{path.stuck !== undefined && (
				<li class="stuck">
					<i class="mark failing" aria-hidden="true">
						✗
					</i>
					<span class="label">{nameOf(path.stuck) ?? `operation ${path.stuck}`}</span> must come now, but the state is{' '}
					<State text={last} />
				</li>
			)}
			{path.alsoStuck.length > 0 && (
				<li class="also-stuck">
					Nor could {path.alsoStuck.map((id) => nameOf(id) ?? `operation ${id}`).join(', ')} come first.
				</li>
			)}
		</ol>
	);
}

function State({ text }: { text: string }) {
	return <code class="state">{text}</code>;
}
