import { runKey } from '../campaign/plan.ts';
import { type CampaignReporter, type CampaignRun, closingLine, type PlannedRun } from '../model/index.ts';
import type { Output } from './output.ts';
import { formatDuration, startProgress } from './progress.ts';

const barWidth = 24;

/**
 * Tells how far a campaign is while it goes on: a window on a terminal, a line every ten seconds elsewhere.
 *
 * @param earlier how many runs were there before: they say nothing about how fast it goes
 */
export function showProgress(output: Output, earlier: number): { readonly reporter: CampaignReporter; stop(): void } {
	const view = new CampaignView(earlier);
	const progress = startProgress(output, () => (output.live ? view.window(output.columns) : view.line()));
	return { reporter: { ...view.reporter, onEnd: () => progress.stop() }, stop: () => progress.stop() };
}

/** What is known of a campaign while it goes on, in words. */
export class CampaignView {
	readonly #now: () => number;
	readonly #startedAt: number;
	readonly #earlier: number;
	readonly #ended: CampaignRun[] = [];
	readonly #running = new Map<string, { readonly run: PlannedRun; readonly since: number }>();
	#planned: number | null = null;
	#budgetMs: number | null = null;
	#lastFailure: CampaignRun | undefined;

	constructor(earlier = 0, now: () => number = () => performance.now()) {
		this.#earlier = earlier;
		this.#now = now;
		this.#startedAt = now();
	}

	readonly reporter: CampaignReporter = {
		onBegin: ({ runs, budgetMs }) => {
			this.#planned = runs;
			this.#budgetMs = budgetMs;
		},
		onRunBegin: (run) => void this.#running.set(runKey(run), { run, since: this.#now() }),
		onRunEnd: (run) => {
			this.#running.delete(runKey(run));
			this.#ended.push(run);
			if (run.result !== 'valid') this.#lastFailure = run;
		},
	};

	/** For a log: everything in one line. */
	line(): string {
		const within = this.#budgetMs === null ? '' : ` of ${formatDuration(this.#budgetMs)}`;
		return `${this.#count()}: ${closingLine(this.#ended)}; ${formatDuration(this.#elapsed())}${within}`;
	}

	/** For a terminal: also what is being run, how fast it goes, and what failed last. */
	window(columns: number): string {
		const running = [...this.#running.values()].map(
			({ run, since }) => `  ${nameOf(run.options, run.mix)}  ${((this.#now() - since) / 1000).toFixed(1)} s`,
		);
		const failed = this.#lastFailure;
		const lines = [
			[this.#bar(), this.#count(), this.#pace()].filter((part) => part !== '').join('  '),
			closingLine(this.#ended),
			...running,
			...(failed === undefined ? [] : [`last that was not valid: ${nameOf(failed, failed.mix)}, ${failed.result}`]),
		];
		return lines.map((line) => (line.length < columns ? line : `${line.slice(0, columns - 2)}…`)).join('\n');
	}

	#count(): string {
		return `${this.#ended.length}${this.#planned === null ? '' : ` of ${this.#planned}`} runs`;
	}

	/** How much is done, of the plan or of the budget, whichever ends first. */
	#share(): number {
		const ofPlan = this.#planned === null ? 0 : this.#ended.length / Math.max(this.#planned, 1);
		const ofBudget = this.#budgetMs === null ? 0 : this.#elapsed() / this.#budgetMs;
		return Math.min(Math.max(ofPlan, ofBudget), 1);
	}

	#bar(): string {
		const full = Math.floor(this.#share() * barWidth);
		return '█'.repeat(full) + '░'.repeat(barWidth - full);
	}

	#pace(): string {
		const own = this.#ended.length - this.#earlier;
		if (own <= 0) return formatDuration(this.#elapsed());
		const perSecond = own / (this.#elapsed() / 1000);
		const left = this.#leftMs(perSecond);
		return `${formatRate(perSecond)}, ${formatDuration(this.#elapsed())}${left === null ? '' : `, about ${formatDuration(left)} left`}`;
	}

	#leftMs(perSecond: number): number | null {
		const ofPlan = this.#planned === null ? null : ((this.#planned - this.#ended.length) / perSecond) * 1000;
		const ofBudget = this.#budgetMs === null ? null : Math.max(this.#budgetMs - this.#elapsed(), 0);
		if (ofPlan === null) return ofBudget;
		return ofBudget === null ? ofPlan : Math.min(ofPlan, ofBudget);
	}

	#elapsed(): number {
		return this.#now() - this.#startedAt;
	}
}

function formatRate(perSecond: number): string {
	return perSecond < 0.1 ? `${(perSecond * 60).toFixed(1)} runs/min` : `${perSecond.toFixed(1)} runs/s`;
}

function nameOf(
	{ system, workload, mutant, seed }: Pick<CampaignRun, 'system' | 'workload' | 'mutant' | 'seed'>,
	mix: string,
): string {
	return `${system}/${workload}, ${mix}${mutant === null ? '' : `, mutant ${mutant}`}, seed ${seed}`;
}
