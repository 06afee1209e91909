/** Where something stands in a text. */
export interface Place {
	/** From 1. */
	readonly line: number;
	/** From 1, in characters. */
	readonly column: number;
}

/** A text is not what its format demands, or goes beyond what can be read. `found` is what stands there. */
export class MalformedText extends Error implements Place {
	override readonly name = 'MalformedText';
	readonly line: number;
	readonly column: number;
	readonly expected: string;
	readonly found: string;

	constructor(place: Place, expected: string, found: string) {
		super(`line ${place.line}, column ${place.column}: expected ${expected}, got \`${found}\``);
		this.line = place.line;
		this.column = place.column;
		this.expected = expected;
		this.found = found;
	}
}
