import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CampaignReporter, findByName, type Registry, type ReporterOutput } from '../model/index.ts';
import type { Output } from './output.ts';
import { writeFileOf } from './write-file.ts';

/**
 * The reporters that were asked for, by default the first one there is. Throws a `UsageError` for an unknown name.
 *
 * @param out the folder that their files go to
 */
export function chooseReporters(
	names: readonly string[],
	out: string,
	registry: Registry,
	output: Output,
): readonly CampaignReporter[] {
	const { campaign } = registry.reports;
	const chosen =
		names.length === 0 ? campaign.slice(0, 1) : names.map((name) => findByName(campaign, name, 'reporter'));
	return chosen.map((choice) => choice.create(outputFor(out, output)));
}

function outputFor(out: string, output: Output): ReporterOutput {
	return {
		color: output.color,
		write: (text) => output.line(text),
		writeFile(name, content) {
			const path = join(out, name);
			writeFileOf('the report', path, content, () => mkdirSync(out, { recursive: true }));
			output.line(path);
		},
		appendSummary(markdown) {
			// GitHub Actions reads the summary of a step from there.
			const path = process.env['GITHUB_STEP_SUMMARY'];
			if (path !== undefined && path !== '') writeFileOf('the summary', path, markdown, undefined, appendFileSync);
		},
	};
}
