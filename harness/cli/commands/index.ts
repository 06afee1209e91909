import type { Command } from '../command.ts';
import { bench } from './bench.ts';
import { campaign } from './campaign.ts';
import { check } from './check.ts';
import { doctor } from './doctor.ts';
import { list } from './list.ts';
import { mergeReports } from './merge-reports.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { showReport } from './show-report.ts';
import { shrink } from './shrink.ts';

/** Every command, in the order in which `--help` names them. */
export const commands: readonly Command[] = [
	run,
	campaign,
	mergeReports,
	replay,
	shrink,
	check,
	report,
	bench,
	showReport,
	list,
	doctor,
];
