import { AbortedError } from '../controller/run-test.ts';

/**
 * Runs a task that Ctrl-C and SIGTERM abort through its signal. The task then heals and removes what it made; further
 * signals do not disturb it. Rejects with an `AbortedError` when the task was aborted.
 */
export async function interruptible<T>(
	note: (text: string) => void,
	task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	const controller = new AbortController();
	const onSignal = (): void => {
		if (controller.signal.aborted) {
			note('Still healing and removing what was made for the run: one moment.');
			return;
		}
		note('Interrupted: healing and removing everything.');
		controller.abort(new AbortedError('Interrupted'));
	};
	process.on('SIGINT', onSignal);
	process.on('SIGTERM', onSignal);
	try {
		const result = await task(controller.signal);
		controller.signal.throwIfAborted();
		return result;
	} catch (error) {
		// Workers that are ended in mid-run have an error of their own for it.
		throw error instanceof Error && error.name === 'AbortError' ? controller.signal.reason : error;
	} finally {
		// After an interruption the process is about to end, and nothing is to be said twice about how.
		if (!controller.signal.aborted) {
			process.off('SIGINT', onSignal);
			process.off('SIGTERM', onSignal);
		}
	}
}

/**
 * Runs a task that has a result at any time: the first Ctrl-C or SIGTERM asks it for what it has, a second one ends it at
 * once as if nobody listened.
 */
export async function untilInterrupted<T>(
	note: (text: string) => void,
	task: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly interrupted: boolean }> {
	const controller = new AbortController();
	const onSignal = (): void => {
		note('Interrupted: keeping what there is so far.');
		controller.abort(new AbortedError('Interrupted'));
	};
	process.once('SIGINT', onSignal);
	process.once('SIGTERM', onSignal);
	try {
		const result = await task(controller.signal);
		return { result, interrupted: controller.signal.aborted };
	} finally {
		process.off('SIGINT', onSignal);
		process.off('SIGTERM', onSignal);
	}
}
