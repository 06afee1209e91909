/** A seeded stream of random numbers. The only randomness that node programs, clients, generators and nemeses may use. */
export interface Random {
	/** Uniform in [0, 1), with 32 bits of resolution. */
	next(): number;
	/** A uniform integer, both ends included. */
	integer(min: number, max: number): number;
	/** True with this probability. */
	chance(probability: number): boolean;
	/** One item of a list that is not empty. */
	pick<T>(items: readonly T[]): T;
	/** A new list with the items in random order. */
	shuffle<T>(items: readonly T[]): T[];
}
