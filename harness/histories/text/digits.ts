const [ZERO, NINE] = [0x30, 0x39] as const;

/** A whole number of so many digits fits a double exactly. */
export const exactDigits = 15;

export function isDigit(byte: number): boolean {
	return byte >= ZERO && byte <= NINE;
}
