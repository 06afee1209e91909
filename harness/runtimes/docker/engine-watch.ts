import { type Engine, ping } from './engine.ts';

const intervalMs = 1_000;

/** Asks the engine once a second whether it is there, and calls `died` once when it is not. Returns a function that ends it. */
export function watchEngine(engine: Engine, died: (error: unknown) => void): () => void {
	let timer: NodeJS.Timeout;
	let ended = false;
	const check = (): void => {
		ping(engine).then(
			() => {
				if (!ended) timer = setTimeout(check, intervalMs);
			},
			(error: unknown) => {
				if (!ended) died(error);
			},
		);
	};
	timer = setTimeout(check, intervalMs);
	return () => {
		ended = true;
		clearTimeout(timer);
	};
}
