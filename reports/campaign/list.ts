import { Chalk, type ChalkInstance } from 'chalk';
import type { CampaignReporterChoice, CampaignResult, CampaignRun } from '../../harness/model/index.ts';
import { formatSeconds } from '../format.ts';
import { escapeControl } from '../operation-label.ts';
import { describeResult, describeTest } from './describe-run.ts';

/** Campaigns up to this size name their valid runs too. */
const namedMax = 50;
/** So many failures are shown with their witness; a campaign over mutants has hundreds. */
const detailedMax = 10;

const marks: Readonly<Record<CampaignResult, string>> = { valid: '✓', invalid: '✗', unknown: '?', error: '!' };

/** A line for each run that did not end well, with what it means and how to replay it. */
export const list: CampaignReporterChoice = {
	name: 'list',
	description: 'each failure with its witness and the command that replays it, in the terminal',
	create({ color, write }) {
		const chalk = new Chalk({ level: color ? 1 : 0 });
		let named = false;
		let failures = 0;
		return {
			onBegin: ({ runs }) => {
				named = runs !== null && runs <= namedMax;
			},
			onRunEnd(run) {
				if (run.result !== 'valid') write(describeFailure(run, failures++ < detailedMax, chalk));
				else if (named) write(describeLine(run, chalk));
			},
		};
	},
};

function describeLine(run: CampaignRun, chalk: ChalkInstance): string {
	const paint = { valid: chalk.green, invalid: chalk.red, unknown: chalk.yellow, error: chalk.red }[run.result];
	const time = chalk.dim(formatSeconds(run.millis * 1e6));
	const result = run.result === 'valid' ? '' : `  ${paint(describeResult(run))}`;
	return `${paint(marks[run.result])} ${describeTest(run)}, seed ${escapeControl(run.seed)}${result}  ${time}`;
}

function describeFailure(run: CampaignRun, detailed: boolean, chalk: ChalkInstance): string {
	const lines = [describeLine(run, chalk)];
	if (detailed && run.text !== null) lines.push(...run.text.split('\n').map(escapeControl));
	const told = detailed && run.text?.includes(run.replay) === true;
	if (!told) lines.push(`replay  ${escapeControl(run.replay)}`);
	if (!told && run.directory !== null) lines.push(`folder  ${escapeControl(run.directory)}`);
	return lines.map((line, index) => (index === 0 || line === '' ? line : `    ${line}`)).join('\n');
}
