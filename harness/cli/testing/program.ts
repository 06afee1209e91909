import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, type ResultPromise } from 'execa';
import { afterAll, beforeAll } from 'vitest';
import { bundlePrograms } from '../../../scripts/bundle-programs.mjs';

/** Its result is there however it ended. */
export type RunningProgram = ResultPromise<{ cwd: string; reject: false }>;

/** The command line, in a folder of its own. */
export interface Program {
	readonly folder: string;
	/** Starts it, and rejects never: how it ended is in the result. */
	start(...args: readonly string[]): RunningProgram;
	/** A file in the folder, line by line. */
	write(name: string, ...lines: readonly string[]): string;
	/** What differs from run to run: times, folders. */
	masked(text: unknown): string;
}

/**
 * The real program, bundled as the package's is: a user's shell sees exactly this. It lies where it finds those
 * dependencies that are not bundled. Built before all tests of the file that calls this, and removed after them.
 */
export function setUpProgram(env: Record<string, string> = {}): Program {
	const checkout = fileURLToPath(new URL('../../..', import.meta.url));
	const folder = mkdtempSync(join(tmpdir(), 'faultline-cli-'));
	const programs = join(checkout, 'node_modules', '.cache', `faultline-cli-${process.pid}-${folder.slice(-6)}`);
	beforeAll(() => bundlePrograms(programs));
	afterAll(() => {
		rmSync(folder, { recursive: true });
		rmSync(programs, { recursive: true });
	});
	return {
		folder,
		start: (...args) =>
			execa(process.execPath, [join(programs, 'faultline.js'), ...args], {
				cwd: folder,
				env: { NO_COLOR: '1', CI: '', GITHUB_STEP_SUMMARY: '', ...env },
				reject: false,
				timeout: 50_000,
			}) as never,
		write(name, ...lines) {
			writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
			return name;
		},
		masked: (text) =>
			String(text)
				.replaceAll(folder, '<folder>')
				.replaceAll(/\d{4}-\d\d-\d\dT[\d-]+Z/g, '<time>')
				.replaceAll(/\d+(\.\d+)? (ms|s)\b/g, '<duration>'),
	};
}

/** Waits for a line of a program that goes on. */
export function outputOf(running: RunningProgram, wanted: RegExp): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = '';
		running.stdout.on('data', (chunk) => {
			text += chunk;
			const found = wanted.exec(text)?.[0];
			if (found !== undefined) resolve(found);
		});
		running.stdout.on('end', () => reject(new Error(`Expected ${wanted} in the output, got \`${text}\``)));
	});
}

/** Standard error without the note that another test's killed run was cleaned up: every command does that first. */
export function complaints(result: { readonly stderr?: unknown }): string {
	return String(result.stderr)
		.split('\n')
		.filter((line) => !line.startsWith('Removed what the killed run'))
		.join('\n');
}
