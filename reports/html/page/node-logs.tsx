import { useState } from 'preact/hooks';
import { formatCount, formatSeconds } from '../../format.ts';
import type { NodeData } from '../trace/trace-data.ts';
import type { Range } from './run-over-time.tsx';

const linesMax = 400;

/** What nodes have written into their logs, in the order of time, within the time that the charts show. */
export function NodeLogs({ nodes, range }: { nodes: readonly NodeData[]; range: Range }) {
	const [only, setOnly] = useState('');
	const written = nodes.reduce((sum, { logLines }) => sum + logLines, 0);
	if (written === 0) return null;
	const lines = nodes
		.filter(({ name }) => only === '' || name === only)
		.flatMap(({ name, log }) => log.map(([time, line]) => ({ name, time, line })))
		.filter(({ time }) => time / 1e9 >= range[0] && time / 1e9 <= range[1])
		.sort((a, b) => a.time - b.time);
	const embedded = nodes.reduce((sum, { log }) => sum + log.length, 0);
	return (
		<details class="logs">
			<summary>
				Logs: {formatCount(lines.length)} {lines.length === 1 ? 'line' : 'lines'} in the time shown
			</summary>
			<label>
				Node{' '}
				<select value={only} onChange={(event) => setOnly(event.currentTarget.value)}>
					<option value="">all</option>
					{nodes.map(({ name }) => (
						<option key={name} value={name}>
							{name}
						</option>
					))}
				</select>
			</label>
			<ol>
				{lines.slice(0, linesMax).map(({ name, time, line }, index) => (
					<li key={index}>
						<time>{formatSeconds(time)}</time> <b>{name}</b> {line}
					</li>
				))}
			</ol>
			{lines.length > linesMax && <p class="note">The first {linesMax}: zoom into a chart to see others.</p>}
			{written > embedded && (
				<p class="note">
					{formatCount(embedded)} of {formatCount(written)} lines are in this page; the folder nodes/ has all.
				</p>
			)}
		</details>
	);
}
