import type { RunRecord } from '../../harness/model/index.ts';
import { escapeHtml, jsonForScript } from '../escape.ts';
import { collect } from './collect.ts';
import { page } from './page.generated.ts';
import type { ReportData } from './report-data.ts';

/**
 * The report of a run as one HTML file that opens from disk and fetches nothing. The run is embedded as data; a content
 * security policy lets no script run but the page's own.
 */
export function html(run: RunRecord): string {
	const data = collect(run);
	return page
		.replace('<title>Faultline</title>', () => `<title>${escapeHtml(`${data.validity}: ${data.title}`)}</title>`)
		.replace('<!--faultline:data-->', () => embed(data));
}

function embed(data: ReportData): string {
	return `<script type="application/json" id="run-data">${jsonForScript(data)}</script>
		<noscript>
			<h1>${escapeHtml(data.validity)}: ${escapeHtml(data.title)}</h1>
			<p>${escapeHtml(data.summary)}</p>
			<p>${escapeHtml(data.replay)}</p>
			<p>The pictures need JavaScript; everything is inside this file.</p>
		</noscript>`;
}
