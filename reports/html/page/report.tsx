import { formatCount, formatDuration } from '../../format.ts';
import type { ReportData } from '../report-data.ts';
import { Checkers } from './checkers.tsx';
import { CopyCommand } from './copy-command.tsx';
import { FaultTable } from './fault-table.tsx';
import { Faults } from './faults-context.ts';
import { firstWitness, momentOf, usePlace } from './place.ts';
import { RunOverTime } from './run-over-time.tsx';
import { SequencePanel } from './sequence-panel.tsx';
import { Story } from './story.tsx';

/** The whole page, from the verdict down to the details. */
export function Report({ data }: { data: ReportData }) {
	const place = usePlace(data);
	const witness = firstWitness(data);
	return (
		<Faults.Provider value={data.faults}>
			<Verdict data={data} />
			{place?.unknown !== undefined && <p class="note place">{place.unknown}</p>}
			<main>
				{data.story !== null && <Story story={data.story} />}
				<Checkers data={data} />
				{data.trace !== null && data.trace.trace.participants.length > 0 && (
					<SequencePanel
						trace={data.trace.trace}
						moment={place?.moment ?? momentOf(witness)}
						processes={new Set(witness?.operations.map(({ process }) => process))}
					/>
				)}
				<RunOverTime data={data} moment={place?.moment ?? null} />
				<FaultTable data={data} />
				<Facts data={data} />
			</main>
			<footer>Made by Faultline. This page is one file: it opens from disk and fetches nothing.</footer>
		</Faults.Provider>
	);
}

function Verdict({ data }: { data: ReportData }) {
	const { ok, fail, info } = data.counts;
	return (
		<header class={`verdict ${data.validity}`}>
			<p class="run-name">{data.title}</p>
			<h1>
				<span class="badge" aria-hidden="true">
					{{ valid: '✓', invalid: '✗', unknown: '?' }[data.validity]}
				</span>
				{{ valid: 'Valid', invalid: 'Invalid', unknown: 'Unknown' }[data.validity]}
			</h1>
			<p class="summary">{data.summary}</p>
			<dl class="counts">
				<Count name="ok" value={formatCount(ok)} meaning="happened" />
				<Count name="fail" value={formatCount(fail)} meaning="did not happen" />
				<Count name="info" value={formatCount(info)} meaning="outcome unknown" />
				<Count name="faults" value={formatCount(data.faults.length)} meaning="injected" />
				<Count name="time" value={formatDuration(data.duration)} meaning="first to last event" />
			</dl>
			<CopyCommand command={data.replay} deterministic={data.deterministic} />
		</header>
	);
}

function Count({ name, value, meaning }: { name: string; value: string; meaning: string }) {
	return (
		<div>
			<dt>
				{name} <small class="meaning">{meaning}</small>
			</dt>
			<dd>{value}</dd>
		</div>
	);
}

function Facts({ data }: { data: ReportData }) {
	return (
		<section aria-labelledby="facts">
			<h2 id="facts">What was run</h2>
			<dl class="facts">
				{data.facts.map(([name, value]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
