import type { Output } from './output.ts';

/** A line that says how far a long task is. */
export interface Progress {
	/** Safe to call twice. */
	stop(): void;
}

const redrawMs = 200;
const appendMs = 10_000;

/** On a terminal a window that is redrawn in place; elsewhere a line every ten seconds. With `--json` nothing. */
export function startProgress(output: Output, describe: () => string): Progress {
	if (!output.live) {
		const timer = setInterval(() => output.line(describe()), appendMs);
		return { stop: () => clearInterval(timer) };
	}
	const draw = (): void => output.drawBelow(describe());
	const timer = setInterval(draw, redrawMs);
	draw();
	return {
		stop() {
			clearInterval(timer);
			output.drawBelow(undefined);
		},
	};
}

/** `75 s`, `3 min 5 s`, `8 h 20 min`. */
export function formatDuration(millis: number): string {
	const seconds = Math.round(millis / 1000);
	if (seconds < 120) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 120) return `${minutes} min ${seconds % 60} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
