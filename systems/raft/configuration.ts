import type { NodeId } from '../../harness/model/index.ts';

/** Who votes, from the log entry at `index` on. */
export interface Configuration {
	readonly index: number;
	readonly voters: readonly NodeId[];
}

/**
 * The configurations in the log. A server uses the latest, committed or not (thesis, section 4.1), so it has to fall back
 * to the one before when the entry is overwritten.
 */
export class ConfigurationHistory {
	#configurations: readonly Configuration[];

	constructor(initial: readonly NodeId[]) {
		this.#configurations = [{ index: 0, voters: initial }];
	}

	get latest(): Configuration {
		return this.#configurations.at(-1) as Configuration;
	}

	/** The one that was in force at `index`. */
	at(index: number): Configuration {
		return this.#configurations.findLast((configuration) => configuration.index <= index) ?? this.latest;
	}

	append(configuration: Configuration): void {
		this.#configurations = [...this.#configurations, configuration];
	}

	/** The entry at `index` and all that follow are gone. */
	truncate(index: number): void {
		if (this.latest.index < index) return;
		const kept = this.#configurations.filter((configuration) => configuration.index < index);
		this.#configurations = kept.length > 0 ? kept : this.#configurations.slice(0, 1);
	}

	/** A snapshot brought this one, and every configuration up to its index is history. */
	compact(snapshot: Configuration): void {
		const later = this.#configurations.filter((configuration) => configuration.index > snapshot.index);
		this.#configurations = [snapshot, ...later];
	}
}

/** The least number that is more than half of the voters. */
export function majority(voterCount: number): number {
	return (voterCount >> 1) + 1;
}
