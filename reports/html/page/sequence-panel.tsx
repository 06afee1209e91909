import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatCount, formatSeconds } from '../../format.ts';
import type { TraceData } from '../trace/trace-data.ts';
import { isClient } from '../trace/trace-row.ts';
import { ToggleButton } from './choice-buttons.tsx';
import { lastPage, Pager } from './pager.tsx';
import { readTraceFile } from './read-trace-file.ts';
import { SequenceDiagram } from './sequence-diagram.tsx';
import { entriesMax, entriesOf, indexAt, typesIn } from './sequence-layout.ts';
import { toggled } from './toggled.ts';

/** Messages between nodes and clients around what matters, a page at a time; or of the whole run, from its trace. */
export function SequencePanel({
	trace: embedded,
	moment,
	processes,
}: {
	trace: TraceData;
	/** Where to begin, in nanoseconds. */
	moment: number | null;
	/** Those that have a part in the anomaly: the others' messages are left out at first. */
	processes: ReadonlySet<number>;
}) {
	const [trace, setTrace] = useState(embedded);
	const [hidden, setHidden] = useState<ReadonlySet<number>>(() => othersThan(embedded, processes));
	const [hiddenTypes, setHiddenTypes] = useState<ReadonlySet<string>>(new Set());
	const [note, setNote] = useState('');
	const participants = trace.participants.map((_, place) => place).filter((place) => !hidden.has(place));
	const entries = useMemo(
		() => entriesOf(trace, { participants: new Set(participants), hiddenTypes }),
		[trace, hidden, hiddenTypes],
	);
	const [first, setFirst] = useState(0);
	// The moment that matters is near the end of the first page.
	useEffect(() => {
		const wanted = moment === null ? 0 : indexAt(entries, moment) - Math.floor(entriesMax * 0.7);
		setFirst(Math.min(Math.max(0, wanted), lastPage(entries.length, entriesMax)));
	}, [moment, entries]);
	const load = async (file: File | undefined) => {
		if (file === undefined) return;
		setNote(`Reading ${file.name} …`);
		try {
			const whole = await readTraceFile(file);
			setTrace(whole);
			setHidden(othersThan(whole, processes));
			setNote(`${file.name}: ${formatCount(whole.messages.length)} messages`);
		} catch (error) {
			setNote(`${file.name} is not the trace of a run: ${(error as Error).message}`);
		}
	};
	return (
		<section aria-labelledby="messages" id="sequence">
			<h2 id="messages">Messages</h2>
			<p class="hint">
				From {formatSeconds(trace.from)} to {formatSeconds(trace.to)}: {formatCount(trace.messages.length)} of the run's{' '}
				{formatCount(trace.messagesInAll)} messages. Time goes down, and rows are moments, not milliseconds.
			</p>
			<div class="sequence-controls">
				<fieldset class="choices" aria-label="Participants">
					{trace.participants.map((name, place) => (
						<ToggleButton
							key={name}
							on={!hidden.has(place)}
							text={name}
							toggle={() => setHidden(toggled(hidden, place))}
						/>
					))}
				</fieldset>
				<fieldset class="choices" aria-label="Types of messages">
					{typesIn(trace).map(([type, count]) => (
						<ToggleButton
							key={type}
							on={!hiddenTypes.has(type)}
							text={`${type} ${formatCount(count)}`}
							toggle={() => setHiddenTypes(toggled(hiddenTypes, type))}
						/>
					))}
				</fieldset>
				<Pager
					first={first}
					size={entriesMax}
					total={entries.length}
					step={entriesMax / 2}
					unit="moments"
					go={setFirst}
				/>
			</div>
			<SequenceDiagram trace={trace} participants={participants} entries={entries} first={first} />
			<p class="note">
				<label>
					The whole run: open its trace.jsonl.gz here{' '}
					<input type="file" accept=".gz,.jsonl" onChange={(event) => void load(event.currentTarget.files?.[0])} />
				</label>{' '}
				<span aria-live="polite">{note}</span>
			</p>
		</section>
	);
}

/** Clients without a part in the anomaly; none of them where nothing is known of it. */
function othersThan({ participants }: TraceData, processes: ReadonlySet<number>): ReadonlySet<number> {
	const hidden = participants.flatMap((name, place) =>
		isClient(name) && !processes.has(Number(name.slice(1))) ? [place] : [],
	);
	return new Set(processes.size === 0 ? [] : hidden);
}
