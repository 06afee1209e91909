import type { CampaignReporterChoice, CampaignRun } from '../../harness/model/index.ts';
import { escapeControl } from '../operation-label.ts';
import { describeResult, describeTest } from './describe-run.ts';
import { githubSummary } from './github-summary.ts';

/** GitHub shows ten annotations of a kind for a step and drops the others without a word. */
const annotationsMax = 10;

/** For GitHub Actions: annotations, an error for each failure and a warning for each unknown; and the job's summary. */
export const github: CampaignReporterChoice = {
	name: 'github',
	description: 'annotations and the summary of the job, for GitHub Actions',
	create: ({ write, appendSummary }) => ({
		onEnd(summary) {
			const { runs, missing } = summary;
			appendSummary(githubSummary(summary));
			for (const message of missing) write(`::error title=Faultline::${escapeData(message)}`);
			const bad = runs.filter(({ result }) => result !== 'valid');
			// Failures first: where not all are shown, an unknown must not hide one.
			const errors = bad.filter(({ result }) => result !== 'unknown');
			const warnings = bad.filter(({ result }) => result === 'unknown');
			for (const run of [...errors.slice(0, annotationsMax), ...warnings.slice(0, annotationsMax)]) {
				write(annotation(run));
			}
			const left = Math.max(errors.length - annotationsMax, 0) + Math.max(warnings.length - annotationsMax, 0);
			if (left > 0) write(`::notice title=Faultline::${left} more runs did not end well`);
		},
	}),
};

/** One workflow command, which must be one line: https://github.com/actions/toolkit, `core/src/command.ts`. */
export function annotation(run: CampaignRun): string {
	const command = run.result === 'unknown' ? 'warning' : 'error';
	const title = escapeControl(`Faultline: ${describeTest(run)}, seed ${run.seed}`);
	const message = [describeResult(run), ...run.anomalies.slice(0, 1).map(({ message }) => message), run.replay];
	const lines = message.flatMap((part) => part.split('\n')).map(escapeControl);
	return `::${command} title=${escapeProperty(title)}::${escapeData(lines.join('\n'))}`;
}

function escapeData(text: string): string {
	return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
	return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
