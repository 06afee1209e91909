import type { CampaignRun } from '../../../harness/model/index.ts';
import { escapeHtml } from '../../escape.ts';

/** To the report of a run that was kept; nothing where there is none. The page lies beside the folders of its runs. */
export function reportLink({ directory, result }: CampaignRun): string {
	if (directory === null || result === 'error') return '';
	const folder = directory.split(/[\\/]/).findLast((part) => part !== '') ?? '';
	const href = `./${encodeURIComponent(folder.replace(/\p{Cs}/gu, '\ufffd'))}/report.html`;
	return `<a href="${escapeHtml(href)}">report</a>`;
}
