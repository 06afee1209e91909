import type { CampaignRun } from '../../../harness/model/index.ts';
import { formatCount } from '../../format.ts';
import { subjectOf } from './matrix.ts';
import { reportLink } from './run-link.ts';
import { safe } from './safe.ts';

/** Anomalies of one kind, of one system. */
interface Group {
	readonly checker: string;
	readonly type: string;
	readonly subject: string;
	readonly runs: CampaignRun[];
	/** Of the first run that ended. */
	readonly message: string;
}

/** Of each kind of anomaly the first seed: there is the place to start, the others are mostly the same bug. */
export function anomalies(runs: readonly CampaignRun[]): string {
	const groups = groupsOf(runs);
	if (groups.length === 0) return '';
	return `<section aria-labelledby="anomalies">
<h2 id="anomalies">What was found</h2>
${groups.map(groupCard).join('\n')}
</section>`;
}

function groupsOf(runs: readonly CampaignRun[]): readonly Group[] {
	const groups = new Map<string, Group>();
	for (const run of runs) {
		const subject = subjectOf(run);
		for (const { checker, type, message } of run.anomalies) {
			const name = JSON.stringify([subject, checker, type]);
			const group = groups.get(name) ?? { checker, type, subject, runs: [], message };
			groups.set(name, group);
			if (group.runs.at(-1) !== run) group.runs.push(run);
		}
	}
	return [...groups.values()].sort((a, b) => b.runs.length - a.runs.length);
}

function groupCard({ checker, type, subject, runs, message }: Group): string {
	const first = runs.reduce((least, run) => (isBefore(run.seed, least.seed) ? run : least));
	const count = runs.length === 1 ? 'in one run' : `in ${formatCount(runs.length)} runs`;
	return `<details class="invalid">
<summary><b>${safe(type)}</b> in ${safe(subject)}, found by ${safe(checker)} ${count}; the first seed is ${safe(first.seed)}</summary>
<p>${safe(message)} ${reportLink(first)}</p>
<pre>${safe(first.text ?? '')}</pre>
<p><code>${safe(first.replay)}</code></p>
</details>`;
}

/** Seeds are numbers of any length. */
function isBefore(a: string, b: string): boolean {
	return a.length === b.length ? a < b : a.length < b.length;
}
