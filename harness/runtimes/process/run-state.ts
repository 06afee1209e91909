import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity, processSpace } from '../real/process-identity.ts';
import { stateFolder } from '../real/state-folder.ts';

/** What is written down of a run, so that it can be cleared away when its controller could not. */
interface RunRecord {
	readonly space: string;
	readonly controller: ProcessIdentity;
	readonly processes: readonly ProcessIdentity[];
}

const extension = '.json';

/**
 * What a run has made on this machine: its processes and the folder of its nodes' data. Kept in a file from before the first of
 * them exists until after the last is gone.
 */
export class RunState {
	readonly dataDirectory: string;
	readonly #file: string;
	#record: RunRecord;

	private constructor(runId: string, controller: ProcessIdentity) {
		const folder = stateFolder('runs');
		this.dataDirectory = join(folder, encodeURIComponent(runId));
		this.#file = this.dataDirectory + extension;
		this.#record = { space: processSpace(), controller, processes: [] };
	}

	static create(runId: string): RunState {
		const controller = identify(process.pid);
		if (controller === undefined) throw new Error(`Expected to find this process (${process.pid}) on this machine`);
		const state = new RunState(runId, controller);
		if (existsSync(state.#file)) throw new Error(`Expected a run id that is not in use, got ${runId}`);
		state.#write();
		mkdirSync(state.dataDirectory, { recursive: true });
		return state;
	}

	recordProcess(pid: number): void {
		const identity = identify(pid);
		if (identity === undefined) return;
		this.#record = { ...this.#record, processes: [...this.#record.processes.filter(isAlive), identity] };
		this.#write();
	}

	remove(): void {
		removeRun(this.#file);
	}

	#write(): void {
		const temporary = `${this.#file}.tmp`;
		writeFileSync(temporary, JSON.stringify(this.#record));
		renameSync(temporary, this.#file);
	}
}

/**
 * Ends the node processes and removes the data of runs whose controller is gone. Nodes end by themselves when their
 * controller does, except those that are paused. To be called at the start of every command.
 *
 * @returns the run ids of what was removed
 */
export function sweepProcesses(): readonly string[] {
	const folder = stateFolder('runs');
	const swept: string[] = [];
	for (const entry of readdirSync(folder)) {
		if (!entry.endsWith(extension)) continue;
		const file = join(folder, entry);
		const record = readRecord(file);
		if (record === undefined || record.space !== processSpace() || isAlive(record.controller)) continue;
		for (const identity of record.processes) endProcess(identity);
		removeRun(file);
		swept.push(decodeURIComponent(entry.slice(0, -extension.length)));
	}
	return swept;
}

function endProcess(identity: ProcessIdentity): void {
	if (!isAlive(identity)) return;
	try {
		process.kill(identity.pid, 'SIGKILL');
	} catch {
		// It has ended in between.
	}
}

/** Nothing when another sweep has removed it in between, or it is none of ours. */
function readRecord(file: string): RunRecord | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
	} catch {
		return undefined;
	}
}

/** The record last, so that what it names is never left without it. */
function removeRun(file: string): void {
	rmSync(file.slice(0, -extension.length), { recursive: true, force: true });
	rmSync(file, { force: true });
}
