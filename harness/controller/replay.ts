import { type RunRecord, UsageError } from '../model/index.ts';
import { loadRun } from './load-run.ts';
import { type RunEnvironment, runTest } from './run-test.ts';

export interface Replay {
	readonly recorded: RunRecord;
	readonly replayed: RunRecord;
	/** Whether trace hash and history are the same, event by event. */
	readonly identical: boolean;
	/** What differs first, in words. */
	readonly difference: string | null;
}

/** Runs a recorded simulation again and compares. Throws a `UsageError` for a run that was no simulation. */
export async function replay(directory: string, environment: Omit<RunEnvironment, 'out'>): Promise<Replay> {
	const recorded = loadRun(directory);
	if (recorded.options.runtime !== 'sim') {
		throw new UsageError(
			`Only a simulation can be replayed bit for bit; ${directory} is a run in \`${recorded.options.runtime}\``,
		);
	}
	const replayed = await runTest(recorded.options, environment);
	const difference = compare(recorded, replayed, environment.versions.faultline);
	return { recorded, replayed, identical: difference === null, difference };
}

function compare(recorded: RunRecord, replayed: RunRecord, version: string): string | null {
	for (let index = 0; index < Math.max(recorded.history.length, replayed.history.length); index++) {
		const [before, after] = [recorded, replayed].map(({ history }) =>
			index < history.length ? JSON.stringify(history.event(index)) : 'nothing',
		);
		if (before !== after)
			return `Event ${index} of the history was ${before}, and is ${after}.${versionNote(recorded, version)}`;
	}
	const [before, after] = [recorded.verdict.traceHash, replayed.verdict.traceHash];
	return before === after ? null : `The trace hash was ${before}, and is ${after}.${versionNote(recorded, version)}`;
}

function versionNote(recorded: RunRecord, version: string): string {
	if (recorded.versions.faultline === version) return '';
	return ` It was recorded with Faultline ${recorded.versions.faultline}, and this is ${version}.`;
}
