/**
 * A zero-sum game between one who sets prices, by bound, and one who picks a way: what is paid is the excess of the way over
 * each bound, weighted by the prices. `weights` are best prices against the ways known so far: a linear program (Dantzig 1951),
 * solved by the revised simplex method, which goes on from the last solution when a way is added.
 *
 * Nothing depends on these being exact: any prices are sound (see `prices.ts`), and good ones only prove more.
 */
export class MatrixGame {
	readonly #bounds: number;
	/** By way: payments, all above zero. */
	readonly #ways: Float64Array[] = [];
	readonly #inverse: Float64Array[];
	readonly #values: Float64Array;
	/** By row: the way in the basis, or -1 - r for the slack of row r. */
	readonly #basis: number[];

	constructor(bounds: number) {
		this.#bounds = bounds;
		this.#inverse = Array.from({ length: bounds }, (_, row) => {
			const line = new Float64Array(bounds);
			line[row] = 1;
			return line;
		});
		this.#values = new Float64Array(bounds).fill(1);
		this.#basis = Array.from({ length: bounds }, (_, row) => -1 - row);
	}

	add(excess: Int32Array): void {
		// An excess is never below minus the number of operations of a class, which is at most that of all bounds.
		this.#ways.push(Float64Array.from(excess, (one) => one + this.#bounds + 1));
	}

	weights(): Float64Array {
		for (let pivots = 0; pivots < pivotsMax; pivots++) {
			const duals = this.#duals();
			const entering = this.#entering(duals);
			if (entering === undefined) return duals;
			if (!this.#pivot(entering)) break;
		}
		return this.#duals();
	}

	#duals(): Float64Array {
		const duals = new Float64Array(this.#bounds);
		for (const [row, one] of this.#basis.entries()) {
			if (one < 0) continue;
			for (let i = 0; i < this.#bounds; i++) (duals[i] as number) += (this.#inverse[row] as Float64Array)[i] as number;
		}
		return duals.map((dual) => Math.max(0, dual));
	}

	/** What improves most; nothing at the optimum. */
	#entering(duals: Float64Array): number | undefined {
		let best = tolerance;
		let entering: number | undefined;
		for (const [way, payments] of this.#ways.entries()) {
			const gain = 1 - dot(duals, payments);
			if (gain > best) [best, entering] = [gain, way];
		}
		for (let row = 0; row < this.#bounds; row++) {
			const gain = -(duals[row] as number);
			if (gain > best) [best, entering] = [gain, -1 - row];
		}
		return entering;
	}

	#pivot(entering: number): boolean {
		const column = this.#inverse.map((line) =>
			entering < 0 ? (line[-1 - entering] as number) : dot(line, this.#ways[entering] as Float64Array),
		);
		let row = -1;
		let least = Number.POSITIVE_INFINITY;
		for (const [i, entry] of column.entries()) {
			const ratio = (this.#values[i] as number) / entry;
			if (entry > tolerance && ratio < least) [row, least] = [i, ratio];
		}
		if (row < 0) return false;
		this.#eliminate(column, row);
		this.#basis[row] = entering;
		return true;
	}

	#eliminate(column: readonly number[], row: number): void {
		const line = this.#inverse[row] as Float64Array;
		const pivot = column[row] as number;
		for (let i = 0; i < line.length; i++) (line[i] as number) /= pivot;
		(this.#values[row] as number) /= pivot;
		for (const [i, factor] of column.entries()) {
			if (i === row || factor === 0) continue;
			const other = this.#inverse[i] as Float64Array;
			for (let k = 0; k < other.length; k++) (other[k] as number) -= factor * (line[k] as number);
			(this.#values[i] as number) -= factor * (this.#values[row] as number);
		}
	}
}

const tolerance = 1e-9;
const pivotsMax = 2000;

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
	return sum;
}
