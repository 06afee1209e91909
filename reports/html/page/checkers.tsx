import { formatDuration } from '../../format.ts';
import type { AnomalyData, CheckerData, ReportData } from '../report-data.ts';
import { CycleView } from './cycle-view.tsx';
import { WitnessView } from './witness-view.tsx';

export function Checkers({ data }: { data: ReportData }) {
	return (
		<section aria-labelledby="checked">
			<h2 id="checked">What was checked</h2>
			{data.checkers.length === 0 && <p>Nothing: this run has no checker, so its verdict means nothing.</p>}
			{data.checkers.map((checker) => (
				<Checker key={checker.name} checker={checker} />
			))}
		</section>
	);
}

function Checker({ checker }: { checker: CheckerData }) {
	const { name, validity, millis, reason, remark, anomalies, anomalyCount } = checker;
	return (
		<article class="checker">
			<h3>
				<span class={`dot ${validity}`} aria-hidden="true" />
				{name}
				<small>
					{validity === 'invalid' ? `${anomalyCount} ${anomalyCount === 1 ? 'anomaly' : 'anomalies'}` : validity}
					{millis === 0 ? ' · watched while it ran' : ` · checked in ${formatDuration(millis * 1e6)}`}
				</small>
			</h3>
			{reason !== null && <p>{reason}</p>}
			{remark !== null && <p>{remark}</p>}
			{anomalies.map((anomaly, index) => (
				<Anomaly key={index} anomaly={anomaly} explained={isFirstOfType(anomalies, index)} />
			))}
			{anomalyCount > anomalies.length && (
				<p class="note">
					The first {anomalies.length} of {anomalyCount} anomalies are shown; verdict.json has all.
				</p>
			)}
			{checker.statistics.length > 0 && (
				<p class="statistics">
					{checker.statistics.map(([field, value], index) => (
						<span key={field}>
							{index > 0 && ' · '}
							{field} <b>{value}</b>
						</span>
					))}
				</p>
			)}
		</article>
	);
}

/** What a type means is said once. */
function isFirstOfType(anomalies: readonly AnomalyData[], index: number): boolean {
	return anomalies.findIndex(({ type }) => type === anomalies[index]?.type) === index;
}

function Anomaly({ anomaly, explained }: { anomaly: AnomalyData; explained: boolean }) {
	return (
		<div class="anomaly">
			<h4>{anomaly.type}</h4>
			{/* The rest of it is told by the picture. */}
			<p class="message">{anomaly.cycle === null ? anomaly.message : anomaly.message.split('\n', 1)}</p>
			{anomaly.cycle !== null && <CycleView cycle={anomaly.cycle} />}
			{anomaly.moment !== null && (
				<p>
					<a href={`#t=${anomaly.moment / 1e9}s`}>Show what happened then</a>
				</p>
			)}
			{anomaly.witness !== null && <WitnessView witness={anomaly.witness} />}
			{anomaly.facts.length > 0 && (
				<dl class="named-facts anomaly-facts">
					{anomaly.facts.map(([name, value]) => (
						<div key={name}>
							<dt>{name}</dt>
							<dd>{value}</dd>
						</div>
					))}
				</dl>
			)}
			{explained && anomaly.explanation !== null && <p class="explanation">{anomaly.explanation}</p>}
		</div>
	);
}
