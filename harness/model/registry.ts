import type { Nemesis } from './nemesis.ts';
import type { RunRecord } from './run.ts';
import type { System } from './system.ts';
import type { Checker } from './verdict.ts';

/** What there is, by name. Made at the edge (`registry.ts` at the top), so that the harness itself names nothing. */
export interface Registry {
	readonly systems: readonly System[];
	readonly nemeses: readonly Nemesis[];
	readonly checkers: readonly Checker[];
	/** Sequential specifications that `--model` offers. */
	readonly models: readonly { readonly name: string; readonly description: string }[];
	/** A run in words and pictures. */
	readonly reports: {
		/** One self-contained page. */
		html(run: RunRecord): string;
		/** The end of a run for a terminal: the verdict, the witness as an ASCII history, the command that replays it. */
		terminal(run: RunRecord, options: { readonly color: boolean }): string;
	};
}
