import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CampaignReporter, findByName, type Registry, type ReporterOutput } from '../model/index.ts';
import type { CampaignPlan } from './campaign-plan.ts';
import type { Output } from './output.ts';
import { writeFileOf } from './write-file.ts';

/** The reporters that were asked for, by default the first one there is. Throws a `UsageError` for an unknown name. */
export function chooseReporters(plan: CampaignPlan, registry: Registry, output: Output): readonly CampaignReporter[] {
	const { campaign } = registry.reports;
	const chosen =
		plan.reporters.length === 0
			? campaign.slice(0, 1)
			: plan.reporters.map((name) => findByName(campaign, name, 'reporter'));
	return chosen.map((choice) => choice.create(outputFor(plan.out, output)));
}

function outputFor(out: string, output: Output): ReporterOutput {
	return {
		color: output.color,
		write: (text) => output.line(text),
		writeFile(name, content) {
			mkdirSync(out, { recursive: true });
			const path = join(out, name);
			writeFileOf('the report', path, content);
			output.line(path);
		},
	};
}
