import type { Element } from './elements.ts';

/**
 * What became of an element, in Jepsen's words.
 *
 * - `stable`: since some time every read that began showed it.
 * - `lost`: it was known to be there, and since some time no read that began showed it.
 * - `never-read`: neither. Nobody looked after it was known; or it was never known, and nobody saw it.
 */
export type Outcome =
	| {
			readonly kind: 'stable';
			/** From when it was known until the last read began that missed it, in nanoseconds. */
			readonly latency: number;
			/** Whether a read that began after it was known missed it. */
			readonly isStale: boolean;
	  }
	/** `latency`: from when it was known until the last read began that showed it, 0 when none did. */
	| { readonly kind: 'lost'; readonly latency: number }
	| { readonly kind: 'never-read' };

/**
 * A read that overlaps the add may miss the element, and one that shows it makes it known: only what begins afterwards
 * must show it.
 */
export function outcomeOf({ known, lastPresent, lastAbsent }: Element): Outcome {
	const presentSince = lastPresent?.invoked ?? -1;
	const absentSince = lastAbsent?.invoked ?? -1;
	if (known !== undefined && lastPresent !== undefined && absentSince < presentSince) {
		const latency = lastAbsent === undefined ? 0 : Math.max(0, lastAbsent.invokedAt - known.at);
		return { kind: 'stable', latency, isStale: absentSince > known.position };
	}
	if (known !== undefined && known.position < absentSince) {
		return { kind: 'lost', latency: Math.max(0, (lastPresent?.invokedAt ?? 0) - known.at) };
	}
	return { kind: 'never-read' };
}
