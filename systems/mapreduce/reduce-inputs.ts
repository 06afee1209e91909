import type { FetchOk, Group, Location } from './messages.ts';

interface Input {
	location: Location;
	groups: readonly Group[] | null;
	/** How often it was asked for in vain. */
	fetches: number;
}

/**
 * What a reduce attempt reads: its part of one output of every map task, from the disks of the workers that have them
 * (section 3.1, 5). A disk may be out of reach, or empty: what was asked for often enough is *missing*. Then the map task
 * has to be done again, and its output is to be had somewhere else.
 */
export class ReduceInputs {
	readonly #inputs: readonly Input[];
	readonly #fetchesMax: number;

	constructor(locations: readonly Location[], fetchesMax: number) {
		this.#inputs = locations.map((location) => ({ location, groups: null, fetches: 0 }));
		this.#fetchesMax = fetchesMax;
	}

	get isComplete(): boolean {
		return this.#inputs.every(({ groups }) => groups !== null);
	}

	get groups(): readonly (readonly Group[] | null)[] {
		return this.#inputs.map(({ groups }) => groups);
	}

	/** The map tasks that they are of. */
	get tasks(): readonly number[] {
		return this.#inputs.map(({ location }) => location.task);
	}

	get missing(): readonly Location[] {
		const inputs = this.#inputs.filter(({ groups, fetches }) => groups === null && fetches >= this.#fetchesMax);
		return inputs.map(({ location }) => location);
	}

	/** What is not there yet: to be asked for now, which is counted. */
	next(): readonly Location[] {
		const open = this.#inputs.filter(({ groups }) => groups === null);
		for (const input of open) input.fetches++;
		return open.map(({ location }) => location);
	}

	/** An answer; one that comes twice, or from where nobody looks any more, changes nothing. */
	take({ location, groups }: FetchOk): void {
		const input = this.#inputs.find((one) => one.groups === null && one.location.attempt === location.attempt);
		if (input === undefined) return;
		if (groups === null) input.fetches = this.#fetchesMax;
		else input.groups = groups;
	}

	/**
	 * The map task was done again.
	 *
	 * @returns whether this attempt still needs it
	 */
	lookElsewhere(location: Location): boolean {
		const input = this.#inputs.find((one) => one.groups === null && one.location.task === location.task);
		if (input === undefined || input.location.attempt === location.attempt) return false;
		input.location = location;
		input.fetches = 1;
		return true;
	}
}
