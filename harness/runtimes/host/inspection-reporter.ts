import type { Inspection } from '../../model/index.ts';

/** A node may change its state with every message; who watches it from outside needs no more than this. */
const intervalMs = 25;

/** Reports what a program says of itself when it has changed, at most once in `intervalMs`. */
export class InspectionReporter {
	readonly #inspect: () => Inspection;
	readonly #report: (inspection: Inspection) => void;
	#reported = '';
	#checkedAt = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(inspect: () => Inspection, report: (inspection: Inspection) => void) {
		this.#inspect = inspect;
		this.#report = report;
	}

	/** To be called after every event of the node. */
	changed(): void {
		if (this.#timer !== undefined) return;
		const wait = this.#checkedAt + intervalMs - performance.now();
		if (wait <= 0) this.#check();
		else this.#timer = setTimeout(() => this.#check(), wait);
	}

	#check(): void {
		this.#timer = undefined;
		this.#checkedAt = performance.now();
		const inspection = this.#inspect();
		const text = JSON.stringify(inspection);
		if (text === this.#reported) return;
		this.#reported = text;
		this.#report(inspection);
	}
}
