import { readFileSync } from 'node:fs';
import { type CampaignHeader, type CampaignRun, UsageError } from '../model/index.ts';
import { type CampaignLine, type Controller, parseLine } from './records.ts';

/** What a journal or a blob says. */
export interface CampaignRecord {
	readonly file: string;
	readonly header: CampaignHeader;
	readonly controller: Controller;
	/** In the order in which they ended. */
	readonly runs: readonly CampaignRun[];
	/** Wall time until the last line. */
	readonly millis: number;
	/** False of a campaign that was killed or interrupted, or still goes on. */
	readonly ended: boolean;
}

/**
 * Reads a journal or a blob. A last line without its line break is what a kill leaves, and is passed over. Throws a `UsageError`
 * when anything else is wrong.
 */
export function readRecord(file: string): CampaignRecord {
	const lines = readText(file).split('\n').slice(0, -1);
	const [first, ...rest] = lines.map((text, index) => parse(text, file, index + 1));
	if (first?.type !== 'campaign') {
		throw new UsageError(
			`${file}:1: expected the header of a campaign, got ${first === undefined ? 'nothing' : `a line of type \`${first.type}\``}`,
		);
	}
	const runs: CampaignRun[] = [];
	let millis = 0;
	let ended = false;
	for (const [index, line] of rest.entries()) {
		if (ended || line.type === 'campaign')
			throw new UsageError(`${file}:${index + 2}: expected no line of type \`${line.type}\` here`);
		if (line.type === 'run') {
			runs.push(line.run);
			millis = line.elapsedMs;
		} else {
			millis = line.millis;
			ended = true;
		}
	}
	return { file, header: first.header, controller: first.controller, runs, millis, ended };
}

function readText(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`, { cause: error });
	}
}

function parse(text: string, file: string, number: number): CampaignLine {
	try {
		return parseLine(text);
	} catch (error) {
		throw new UsageError(
			`${file}:${number}: expected a line of a campaign's journal as this version of Faultline writes it: ${(error as Error).message}`,
			{ cause: error },
		);
	}
}
