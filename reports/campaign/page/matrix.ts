import { type CampaignResult, type CampaignRun, countResults } from '../../../harness/model/index.ts';
import { runsBy } from '../describe-run.ts';
import { safe } from './safe.ts';

export const results: readonly CampaignResult[] = ['invalid', 'error', 'unknown', 'valid'];

/** What a row of the matrix is of: `raft/kv`, with its project and its mutant if it has any. */
export function subjectOf({ project, system, workload, mutant }: CampaignRun): string {
	const words = [project, `${system}/${workload}`, mutant === null ? null : `mutant ${mutant}`];
	return words.filter((word) => word !== null).join(', ');
}

/** What a column is of: the mix of nemeses, and the runtime where it is not the simulation. */
export function conditionOf({ mix, runtime }: CampaignRun): string {
	return runtime === 'sim' ? mix : `${mix}, ${runtime}`;
}

/** Systems by what they were under. A cell counts its runs by how they ended, and shows them in the list below. */
export function matrix(runs: readonly CampaignRun[]): string {
	const subjects = [...new Set(runs.map(subjectOf))];
	const conditions = [...new Set(runs.map(conditionOf))];
	const cells = runsBy((run) => `${subjectOf(run)}\n${conditionOf(run)}`, runs);
	const rows = subjects.map((subject) => {
		const row = conditions.map((condition) => cellOf(subject, condition, cells.get(`${subject}\n${condition}`)));
		return `<tr><th scope="row">${safe(subject)}</th>${row.join('')}</tr>`;
	});
	return `<section aria-labelledby="matrix">
<h2 id="matrix">What was tested</h2>
<div class="scroll"><table class="matrix">
<thead><tr><th scope="col">System and workload</th>${conditions.map((one) => `<th scope="col">${safe(one)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`;
}

function cellOf(subject: string, condition: string, runs: readonly CampaignRun[] | undefined): string {
	if (runs === undefined) return '<td></td>';
	const counts = countResults(runs);
	const worst = results.find((result) => counts[result] > 0) ?? 'valid';
	const words = results.flatMap((result) => (counts[result] > 0 ? [`${counts[result]} ${wordOf(result)}`] : []));
	const name = `${subject} under ${condition}: ${words.join(', ')}`;
	return `<td class="${worst}"><button type="button" data-subject="${safe(subject)}" data-condition="${safe(condition)}" aria-label="${safe(name)}">${safe(words.join(' · '))}</button></td>`;
}

export function wordOf(result: CampaignResult): string {
	return result === 'error' ? 'not run' : result;
}
