/** Runs tasks of the same name one after another, in the order in which they were given, and others at the same time. */
export class TaskQueues {
	readonly #last = new Map<string, Promise<void>>();

	run(name: string, task: () => Promise<void>): Promise<void> {
		const previous = this.#last.get(name) ?? Promise.resolve();
		const result = previous.then(task);
		this.#last.set(
			name,
			result.catch(() => {}),
		);
		return result;
	}
}
