import { useState } from 'preact/hooks';
import { formatDuration, formatSeconds } from '../../format.ts';
import type { FaultData, ReportData } from '../report-data.ts';
import { Pager } from './pager.tsx';

/** A browser takes seconds to lay out some thousands of rows. */
const rowsMax = 200;

/** All faults in the order in which they were injected, a page at a time. */
export function FaultTable({ data }: { data: ReportData }) {
	const [first, setFirst] = useState(0);
	return (
		<section aria-labelledby="faults">
			<h2 id="faults">Faults</h2>
			{data.faults.length === 0 ? (
				<p>Nothing was broken during this run.</p>
			) : (
				<section class="fault-table" aria-label="Table of faults">
					{data.faults.length > rowsMax && (
						<Pager first={first} size={rowsMax} total={data.faults.length} step={rowsMax} unit="faults" go={setFirst} />
					)}
					<table>
						<thead>
							<tr>
								<th scope="col">Fault</th>
								<th scope="col">Nodes or links</th>
								<th scope="col">Parameters</th>
								<th scope="col">Nemesis</th>
								<th scope="col" class="number">
									From
								</th>
								<th scope="col" class="number">
									For
								</th>
							</tr>
						</thead>
						<tbody>
							{data.faults.slice(first, first + rowsMax).map((fault) => (
								<FaultRow key={fault.id} fault={fault} />
							))}
						</tbody>
					</table>
				</section>
			)}
		</section>
	);
}

function FaultRow({ fault }: { fault: FaultData }) {
	return (
		<tr title={fault.meaning}>
			<td>
				<span class={`swatch fault-${fault.kind}`} aria-hidden="true" />
				{fault.kind}
			</td>
			<td>{fault.targets}</td>
			<td>{fault.parameters}</td>
			<td>{fault.nemesis}</td>
			<td class="number">{formatSeconds(fault.from)}</td>
			<td class="number">{fault.to === null ? 'never healed' : formatDuration(fault.to - fault.from)}</td>
		</tr>
	);
}
